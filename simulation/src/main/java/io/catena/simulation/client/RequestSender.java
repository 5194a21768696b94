package io.catena.simulation.client;

import io.catena.server.chain.Failure;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.simulation.history.ClientOperation;
import io.catena.simulation.history.Histories;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.planted.BrokenRequests;
import io.catena.simulation.run.SimulatedRun;
import java.util.List;

/** Sends clients' requests to nodes, which need not be the right ones. */
public final class RequestSender {
    /** Takes the outcome of an attempt. */
    public interface Answer {
        /** @param answers in the order of the operations */
        void written(int attempt, List<WriteAnswer> answers);

        /** @param values in the order of the operations; fewer if all were too much for one answer */
        void read(int attempt, List<VersionedValue> values);

        /** @param session its number */
        void opened(int attempt, long session);

        void failed(int attempt, Failure failure);
    }

    private static final double AIMED = 0.7;

    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final Histories histories;
    private final BrokenRequests broken;
    /** The machine to which seven of ten reads go; null if clients read from all alike. */
    private SimulatedMachine readersGoTo;

    public RequestSender(SimulatedRun run, SimulatedCluster cluster, Histories histories, BrokenRequests broken) {
        this.run = run;
        this.cluster = cluster;
        this.histories = histories;
        this.broken = broken;
    }

    /** @param machine the one to which seven of ten reads go from now on; null if all are alike */
    public void readersGoTo(SimulatedMachine machine) {
        readersGoTo = machine;
    }

    /** Sends operations that are one request to some node. */
    void send(List<ClientOperation> operations, int attempt, long timeoutNanos, Answer answer) {
        List<SimulatedMachine> up =
                cluster.machines().stream().filter(SimulatedMachine::isUp).toList();
        RequestJourney request = journey(operations, attempt, timeoutNanos, answer);
        if (up.isEmpty()) {
            request.reply(() -> answer.failed(attempt, Failure.CHANGING));
        } else {
            SimulatedMachine aim = operations.get(0).isRead() ? readersGoTo : null;
            boolean aimed = aim != null && aim.isUp() && run.seededRandom().chance(AIMED);
            request.travel(aimed ? aim : run.seededRandom().pick(up));
        }
    }

    /** Sends an operation to one node. */
    public void sendTo(
            SimulatedMachine machine, ClientOperation operation, int attempt, long timeoutNanos, Answer answer) {
        journey(List.of(operation), attempt, timeoutNanos, answer).travel(machine);
    }

    private RequestJourney journey(List<ClientOperation> operations, int attempt, long timeoutNanos, Answer answer) {
        return new RequestJourney(
                run, histories, broken, new RequestJourney.Request(operations, attempt, timeoutNanos), answer);
    }
}
