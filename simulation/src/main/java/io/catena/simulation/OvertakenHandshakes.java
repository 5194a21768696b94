package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.invariants.LogHash;
import java.util.List;

/**
 * Lets a newer link overtake a handshake and the records behind it: the answer takes so long that the handshake is
 * repeated, the messages behind it are delayed, and the connection ends. What was on the connection arrives while a
 * newer link is in use.
 *
 * <p>This happens in a tenth of the runs. The random numbers are a sequence of their own, so that all other runs
 * stay as they are.
 */
final class OvertakenHandshakes {
    private static final double RUNS = 0.15;
    private static final long PATIENCE_NANOS = Timeline.millis(500);

    private final World world;
    private final SeededRandom seededRandom;
    private final boolean occur;
    private boolean stopped;

    OvertakenHandshakes(World world, long seed) {
        this.world = world;
        this.seededRandom = new SeededRandom(LogHash.mix(seed + 3));
        this.occur = seededRandom.chance(RUNS);
    }

    void start() {
        if (occur) {
            next();
        }
    }

    void stop() {
        stopped = true;
    }

    private void after(long lowMillis, long highMillis, Runnable action) {
        world.timeline().after(seededRandom.between(Timeline.millis(lowMillis), Timeline.millis(highMillis)), () -> {
            if (!stopped) {
                action.run();
            }
        });
    }

    private void next() {
        after(500, 3_000, () -> {
            Configuration newest = world.zooKeeper().newest().configuration();
            if (newest == null || newest.members().size() < 2) {
                next();
                return;
            }
            List<Member> members = newest.members();
            int upper = seededRandom.below(members.size() - 1);
            overtake(
                    world.machine(members.get(upper).address()),
                    world.machine(members.get(upper + 1).address()));
        });
    }

    private void overtake(SimulatedMachine upper, SimulatedMachine lower) {
        world.network().reset(upper.name(), lower.name());
        after(50, 50, () -> awaitHandshake(upper, lower, world.timeline().nowNanos() + PATIENCE_NANOS));
    }

    /** The link is opened anew a moment after the connection has ended. */
    private void awaitHandshake(SimulatedMachine upper, SimulatedMachine lower, long untilNanos) {
        if (world.network().isConnected(upper.name(), lower.name())) {
            delayTheAnswer(upper, lower);
        } else if (world.timeline().nowNanos() > untilNanos) {
            next();
        } else {
            after(1, 1, () -> awaitHandshake(upper, lower, untilNanos));
        }
    }

    private void delayTheAnswer(SimulatedMachine upper, SimulatedMachine lower) {
        world.count("handshakes to be overtaken");
        Cuts cuts = new Cuts(world);
        cuts.slow(lower, upper, seededRandom.between(Timeline.millis(80), Timeline.millis(400)));
        after(30, 95, () -> {
            long heldNanos = seededRandom.between(Timeline.millis(700), Timeline.millis(1_500));
            world.network().hold(upper.name(), lower.name(), heldNanos);
            after(150, 600, () -> {
                world.network().reset(upper.name(), lower.name());
                cuts.mend();
                next();
            });
        });
    }
}
