package io.catena.simulation;

import io.catena.server.chain.Member;
import io.catena.server.invariants.Violation;
import java.util.List;

/**
 * Another last phase, instead of {@link LinkTrial}: after a quiet time all sessions in ZooKeeper end at once, while
 * all processes run and hear each other. Each registers again when it hears of it. No member may lose its place
 * meanwhile.
 */
final class ReturnTrial {
    private static final long LIMIT_NANOS = Timeline.millis(20_000);
    private static final long LOOK_NANOS = Timeline.millis(100);

    /** Patience that was used up shortly before is whole again after so many session timeouts, and one for the last of them. */
    private static final int ROWS = 4;

    private final World world;
    private final Liveness liveness;

    ReturnTrial(World world, Liveness liveness) {
        this.world = world;
        this.liveness = liveness;
    }

    void run() {
        world.timeline()
                .runUntil(world.timeline().nowNanos() + ROWS * world.options().sessionTimeoutNanos());
        List<Member> members = liveness.core().stream()
                .map(machine -> machine.process().self())
                .toList();
        world.trace().line("zk", "all sessions end");
        world.zooKeeper().endAllSessions();
        long end = world.timeline().nowNanos() + LIMIT_NANOS;
        while (world.timeline().nowNanos() < end) {
            world.timeline().runUntil(world.timeline().nowNanos() + LOOK_NANOS);
            for (Member member : members) {
                if (world.zooKeeper().newest().configuration().hasRemoved(member)) {
                    throw new Violation(
                            "who only has to register again stays",
                            "%s was removed after all sessions had ended",
                            member);
                }
            }
        }
        world.count("return: all have stayed");
    }
}
