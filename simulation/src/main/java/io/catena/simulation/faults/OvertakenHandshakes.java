package io.catena.simulation.faults;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.Occasion;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.List;

/**
 * Lets a newer link overtake a handshake and the records behind it: the answer takes so long that the handshake is
 * repeated, the messages behind it are delayed, and the connection ends. What was on the connection arrives while a
 * newer link is in use.
 * This happens in 15 of 100 runs.
 */
public final class OvertakenHandshakes extends OccasionalFaults {
    private static final double RUNS = 0.15;
    private static final long GLANCE_NANOS = Timeline.millis(1);
    private static final long PATIENCE_NANOS = Timeline.millis(500);

    public OvertakenHandshakes(SimulatedRun run, SimulatedCluster cluster, long seed) {
        super(run, cluster, Occasion.draw(seed, 3, RUNS));
    }

    private void after(long lowMillis, long highMillis, Runnable action) {
        after(seededRandom().between(Timeline.millis(lowMillis), Timeline.millis(highMillis)), action);
    }

    @Override
    void next() {
        after(500, 3_000, () -> {
            int chain = cluster().chains() == 1
                    ? 1
                    : (int) seededRandom().between(1, cluster().chains());
            Configuration newest = cluster().newest(chain).configuration();
            if (newest == null || newest.members().size() < 2) {
                next();
                return;
            }
            List<Member> members = newest.members();
            int upper = seededRandom().below(members.size() - 1);
            overtake(
                    cluster().machine(members.get(upper).address()),
                    cluster().machine(members.get(upper + 1).address()));
        });
    }

    private void overtake(SimulatedMachine upper, SimulatedMachine lower) {
        cluster().network().reset(upper.name(), lower.name());
        // The link is opened anew a moment after the connection has ended.
        after(
                Timeline.millis(50),
                () -> when(
                        () -> cluster().network().isConnected(upper.name(), lower.name()),
                        GLANCE_NANOS,
                        PATIENCE_NANOS,
                        () -> delayTheAnswer(upper, lower)));
    }

    private void delayTheAnswer(SimulatedMachine upper, SimulatedMachine lower) {
        run().count("handshakes to be overtaken");
        Cuts cuts = new Cuts(run(), cluster());
        cuts.slow(lower, upper, seededRandom().between(Timeline.millis(80), Timeline.millis(400)));
        after(30, 95, () -> {
            long heldNanos = seededRandom().between(Timeline.millis(700), Timeline.millis(1_500));
            cluster().network().hold(upper.name(), lower.name(), heldNanos);
            after(150, 600, () -> {
                cluster().network().reset(upper.name(), lower.name());
                cuts.mend();
                next();
            });
        });
    }
}
