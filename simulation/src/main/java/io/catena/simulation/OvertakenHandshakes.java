package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.List;

/**
 * Lets a newer link overtake a handshake and the records behind it: the answer takes so long that the handshake is
 * repeated, the messages behind it are delayed, and the connection ends. What was on the connection arrives while a
 * newer link is in use.
 * This happens in 15 of 100 runs.
 */
final class OvertakenHandshakes extends OccasionalFaults {
    private static final double RUNS = 0.15;
    private static final long PATIENCE_NANOS = Timeline.millis(500);

    OvertakenHandshakes(World world, long seed) {
        super(world, seed, 3, RUNS);
    }

    private void after(long lowMillis, long highMillis, Runnable action) {
        after(seededRandom().between(Timeline.millis(lowMillis), Timeline.millis(highMillis)), action);
    }

    @Override
    void next() {
        after(500, 3_000, () -> {
            Configuration newest = world().zooKeeper().newest().configuration();
            if (newest == null || newest.members().size() < 2) {
                next();
                return;
            }
            List<Member> members = newest.members();
            int upper = seededRandom().below(members.size() - 1);
            overtake(
                    world().machine(members.get(upper).address()),
                    world().machine(members.get(upper + 1).address()));
        });
    }

    private void overtake(SimulatedMachine upper, SimulatedMachine lower) {
        world().network().reset(upper.name(), lower.name());
        after(50, 50, () -> awaitHandshake(upper, lower, world().timeline().nowNanos() + PATIENCE_NANOS));
    }

    /** The link is opened anew a moment after the connection has ended. */
    private void awaitHandshake(SimulatedMachine upper, SimulatedMachine lower, long untilNanos) {
        if (world().network().isConnected(upper.name(), lower.name())) {
            delayTheAnswer(upper, lower);
        } else if (world().timeline().nowNanos() > untilNanos) {
            next();
        } else {
            after(1, 1, () -> awaitHandshake(upper, lower, untilNanos));
        }
    }

    private void delayTheAnswer(SimulatedMachine upper, SimulatedMachine lower) {
        world().count("handshakes to be overtaken");
        Cuts cuts = new Cuts(world());
        cuts.slow(lower, upper, seededRandom().between(Timeline.millis(80), Timeline.millis(400)));
        after(30, 95, () -> {
            long heldNanos = seededRandom().between(Timeline.millis(700), Timeline.millis(1_500));
            world().network().hold(upper.name(), lower.name(), heldNanos);
            after(150, 600, () -> {
                world().network().reset(upper.name(), lower.name());
                cuts.mend();
                next();
            });
        });
    }
}
