package io.catena.simulation;

import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.loop.Probe;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Asks the process at another machine's port, over a connection of its own that is as slow as all between the two. What is
 * cut off or stands still says nothing; where no process is, the port refuses.
 */
final class SimulatedProbe implements Probe {
    private static final long TIMEOUT_NANOS = Timeline.millis(1_000);

    private final World world;
    private final NodeProcess process;

    SimulatedProbe(World world, NodeProcess process) {
        this.world = world;
        this.process = process;
    }

    @Override
    public CompletableFuture<ProbeAnswer> ask(Member member) {
        return ask(world.machine(member.address()), asked -> member.is(asked.self()));
    }

    /** Whether that machine's process is there, whichever life its replica lives. */
    CompletableFuture<ProbeAnswer> askProcess(Machine machine) {
        return ask(machine, asked -> true);
    }

    private CompletableFuture<ProbeAnswer> ask(Machine machine, Predicate<NodeProcess> isTheOne) {
        CompletableFuture<ProbeAnswer> answer = new CompletableFuture<>();
        process.post(TIMEOUT_NANOS, () -> answer.complete(ProbeAnswer.SILENT));
        if (!isCut(process.machine(), machine)) {
            world.timeline().after(delay(process.machine(), machine), () -> arrived(machine, isTheOne, answer));
        }
        return answer;
    }

    private void arrived(Machine machine, Predicate<NodeProcess> isTheOne, CompletableFuture<ProbeAnswer> answer) {
        NodeProcess asked = machine.process();
        if (asked == null) {
            answered(machine, ProbeAnswer.GONE, answer);
        } else {
            asked.post(0, () -> answered(machine, isTheOne.test(asked) ? ProbeAnswer.ALIVE : ProbeAnswer.GONE, answer));
        }
    }

    private void answered(Machine from, ProbeAnswer found, CompletableFuture<ProbeAnswer> answer) {
        if (!isCut(from, process.machine())) {
            process.post(delay(from, process.machine()), () -> answer.complete(found));
        }
    }

    private boolean isCut(Machine from, Machine to) {
        return from != to && world.network().isCut(from.name(), to.name());
    }

    private long delay(Machine from, Machine to) {
        return world.network().delay(from.name(), to.name());
    }
}
