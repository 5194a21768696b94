package io.catena.simulation.machine;

import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.loop.Probe;
import io.catena.server.controller.loop.SharedCalls;
import io.catena.server.registration.RegisteredNode;
import io.catena.simulation.network.Network;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Asks the process at another machine's port, over a connection of its own that is as slow as all between the two. What is
 * cut off or stands still says nothing; where no process is, the port refuses.
 */
final class SimulatedProbe {
    private static final long TIMEOUT_NANOS = Timeline.millis(1_000);

    private final SimulatedRun run;
    private final Machines machines;
    private final Network network;
    private final SimulatedProcess process;
    /** What nodes say of the lives of their replicas, for the controllers of all chains. */
    private final SharedCalls<Heard> shared;
    /** The numbers of the lives that have answered this process. */
    private final Set<Long> answeredLives = new HashSet<>();

    /**
     * What was heard of a node.
     *
     * @param lives of its replicas, the first chain's first, each null if there is none; null if it did not tell them
     * @param otherwise what that means
     */
    private record Heard(List<Member> lives, ProbeAnswer otherwise) {
        ProbeAnswer judge(int chain, Member member) {
            return lives == null ? otherwise : member.is(lives.get(chain - 1)) ? ProbeAnswer.ALIVE : ProbeAnswer.GONE;
        }
    }

    SimulatedProbe(SimulatedRun run, Machines machines, Network network, SimulatedProcess process) {
        this.run = run;
        this.machines = machines;
        this.network = network;
        this.process = process;
        this.shared = new SharedCalls<>(this::hear, process::clockNanos);
    }

    /** Probes members of a chain. With several chains one question to a node serves all that ask at the same time (M5). */
    Probe ofChain(int chain) {
        return member -> {
            CompletableFuture<Heard> heard = run.chains() == 1 ? hear(member.address()) : shared.ask(member.address());
            CompletableFuture<ProbeAnswer> answer = heard.thenApply(told -> told.judge(chain, member));
            answer.thenAccept(found -> {
                if (found == ProbeAnswer.ALIVE) {
                    answeredLives.add(member.life());
                }
            });
            return answer;
        };
    }

    private CompletableFuture<Heard> hear(String address) {
        return ask(machines.at(address), this::lives, otherwise -> new Heard(null, otherwise));
    }

    private Heard lives(SimulatedProcess asked) {
        List<Member> lives = new ArrayList<>();
        for (int chain = 1; chain <= run.chains(); chain++) {
            lives.add(asked.self(chain));
        }
        return new Heard(lives, null);
    }

    /** Whether this life has ever answered this process. */
    boolean hasAnswered(Member member) {
        return answeredLives.contains(member.life());
    }

    /** Whether that very process is there, whichever lives its replicas live. */
    CompletableFuture<ProbeAnswer> ask(RegisteredNode node) {
        return ask(
                machines.at(node.address()),
                asked -> asked.incarnation() == node.incarnation() ? ProbeAnswer.ALIVE : ProbeAnswer.GONE,
                otherwise -> otherwise);
    }

    /** Whether a process is there at that address. */
    CompletableFuture<ProbeAnswer> askProcess(String address) {
        return ask(machines.at(address), asked -> ProbeAnswer.ALIVE, otherwise -> otherwise);
    }

    /** @param otherwise what it means if no process says anything */
    private <T> CompletableFuture<T> ask(
            SimulatedMachine machine, Function<SimulatedProcess, T> look, Function<ProbeAnswer, T> otherwise) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        process.post(TIMEOUT_NANOS, () -> answer.complete(otherwise.apply(ProbeAnswer.SILENT)));
        if (!isCut(process.machine(), machine)) {
            run.timeline().after(delay(process.machine(), machine), () -> {
                SimulatedProcess asked = machine.process();
                if (asked == null) {
                    answered(machine, otherwise.apply(ProbeAnswer.GONE), answer);
                } else {
                    asked.post(0, () -> answered(machine, look.apply(asked), answer));
                }
            });
        }
        return answer;
    }

    private <T> void answered(SimulatedMachine from, T found, CompletableFuture<T> answer) {
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
