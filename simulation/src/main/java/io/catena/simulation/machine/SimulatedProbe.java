package io.catena.simulation.machine;

import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.loop.Probe;
import io.catena.server.registration.RegisteredNode;
import io.catena.simulation.network.Network;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Asks the process at another machine's port, over a connection of its own that is as slow as all between the two. What is
 * cut off or stands still says nothing; where no process is, the port refuses.
 */
final class SimulatedProbe implements Probe {
    private static final long TIMEOUT_NANOS = Timeline.millis(1_000);

    private final SimulatedRun run;
    private final Machines machines;
    private final Network network;
    private final SimulatedProcess process;
    /** The numbers of the lives that have answered this process. */
    private final Set<Long> answeredLives = new HashSet<>();

    SimulatedProbe(SimulatedRun run, Machines machines, Network network, SimulatedProcess process) {
        this.run = run;
        this.machines = machines;
        this.network = network;
        this.process = process;
    }

    @Override
    public CompletableFuture<ProbeAnswer> ask(Member member) {
        CompletableFuture<ProbeAnswer> answer = ask(machines.at(member.address()), asked -> member.is(asked.self()));
        answer.thenAccept(found -> {
            if (found == ProbeAnswer.ALIVE) {
                answeredLives.add(member.life());
            }
        });
        return answer;
    }

    /** Whether this life has ever answered this process. */
    boolean hasAnswered(Member member) {
        return answeredLives.contains(member.life());
    }

    /** Whether that very process is there, whichever life its replica lives. */
    CompletableFuture<ProbeAnswer> ask(RegisteredNode node) {
        return ask(machines.at(node.address()), asked -> asked.incarnation() == node.incarnation());
    }

    /** Whether a process is there at that address. */
    CompletableFuture<ProbeAnswer> askProcess(String address) {
        return ask(machines.at(address), asked -> true);
    }

    private CompletableFuture<ProbeAnswer> ask(SimulatedMachine machine, Predicate<SimulatedProcess> isTheOne) {
        CompletableFuture<ProbeAnswer> answer = new CompletableFuture<>();
        process.post(TIMEOUT_NANOS, () -> answer.complete(ProbeAnswer.SILENT));
        if (!isCut(process.machine(), machine)) {
            run.timeline().after(delay(process.machine(), machine), () -> arrived(machine, isTheOne, answer));
        }
        return answer;
    }

    private void arrived(
            SimulatedMachine machine, Predicate<SimulatedProcess> isTheOne, CompletableFuture<ProbeAnswer> answer) {
        SimulatedProcess asked = machine.process();
        if (asked == null) {
            answered(machine, ProbeAnswer.GONE, answer);
        } else {
            asked.post(0, () -> answered(machine, isTheOne.test(asked) ? ProbeAnswer.ALIVE : ProbeAnswer.GONE, answer));
        }
    }

    private void answered(SimulatedMachine from, ProbeAnswer found, CompletableFuture<ProbeAnswer> answer) {
        if (!isCut(from, process.machine())) {
            process.post(delay(from, process.machine()), () -> answer.complete(found));
        }
    }

    private boolean isCut(SimulatedMachine from, SimulatedMachine to) {
        return from != to && network.isCut(from.name(), to.name());
    }

    private long delay(SimulatedMachine from, SimulatedMachine to) {
        return network.delay(from.name(), to.name());
    }
}
