package io.catena.simulation.client;

import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.simulation.history.ClientOperation;
import io.catena.simulation.history.Histories;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.Activity;
import io.catena.simulation.run.SimulatedRun;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sends one node more requests at once than may wait there (Q1), at random times. A request that was refused must
 * not be carried out. Each is sent once.
 */
public final class Floods implements Activity {
    private static final int CLIENT = 800;
    private static final int LEAST_REQUESTS = 8;
    private static final int MOST_REQUESTS = 20;

    private final SimulatedRun run;
    private final SimulatedCluster cluster;
    private final Histories histories;
    private final RequestSender requests;
    private long operations;
    private boolean stopped;

    public Floods(SimulatedRun run, SimulatedCluster cluster, Histories histories, RequestSender requests) {
        this.run = run;
        this.cluster = cluster;
        this.histories = histories;
        this.requests = requests;
    }

    @Override
    public void start() {
        if (run.options().floodNanos() > 0) {
            next();
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    private void next() {
        run.timeline().after(run.seededRandom().exponential(run.options().floodNanos()) + 1, () -> {
            if (!stopped) {
                flood();
                next();
            }
        });
    }

    private void flood() {
        List<SimulatedMachine> up =
                cluster.machines().stream().filter(SimulatedMachine::isUp).toList();
        if (up.isEmpty()) {
            return;
        }
        run.count("floods of requests");
        SimulatedMachine machine = run.seededRandom().pick(up);
        int count = (int) run.seededRandom().between(LEAST_REQUESTS, MOST_REQUESTS);
        for (int i = 0; i < count; i++) {
            ask(machine, run.seededRandom().chance(run.options().readShare()));
        }
    }

    private void ask(SimulatedMachine machine, boolean read) {
        operations++;
        byte[] value = (CLIENT + "-" + operations).getBytes(StandardCharsets.US_ASCII);
        Key key = run.seededRandom().pick(run.keys().all());
        ClientOperation operation = new ClientOperation(
                CLIENT,
                operations,
                run.keys().chainOf(key),
                read ? null : LoggedWrite.Kind.PUT,
                key,
                read ? null : value,
                null,
                null,
                false);
        histories.onAsked(operation);
        Once answer = new Once(operation);
        long timeoutNanos = run.options().clientTimeoutNanos();
        run.timeline().after(timeoutNanos, () -> answer.failed(1, Failure.UNKNOWN));
        requests.sendTo(machine, operation, 1, timeoutNanos, answer);
    }

    /** Takes the first answer to a request. */
    private final class Once implements RequestSender.Answer {
        private final ClientOperation operation;
        private boolean over;

        Once(ClientOperation operation) {
            this.operation = operation;
        }

        @Override
        public void written(int attempt, List<WriteAnswer> answers) {
            if (isFirst()) {
                histories.onWrite(operation, answers.get(0));
            }
        }

        @Override
        public void read(int attempt, List<VersionedValue> values) {
            if (isFirst()) {
                histories.onRead(operation, values.get(0));
            }
        }

        @Override
        public void opened(int attempt, long session) {
            throw new IllegalStateException("no session was asked for");
        }

        @Override
        public void failed(int attempt, Failure failure) {
            if (!isFirst()) {
                return;
            }
            if (failure == Failure.OVERLOADED) {
                run.count("requests refused for want of room");
            }
            if (operation.isRead()) {
                return;
            }
            if (failure == Failure.UNKNOWN) {
                histories.onUnknown(operation);
            } else {
                histories.onDenied(operation);
            }
        }

        private boolean isFirst() {
            boolean first = !over;
            over = true;
            return first;
        }
    }
}
