package io.catena.systemtest.chaos;

import io.catena.server.NodeMain;
import java.util.concurrent.TimeUnit;

/**
 * A node that breaks two rules of design.md section 5 on purpose, to see that the judge of chaos notices: it goes on
 * answering reads alone for an hour after the last round, and a new head commits without waiting for anybody's lease.
 */
public final class UnfencedNode {
    private static final long LEASE_NANOS = TimeUnit.HOURS.toNanos(1);

    private UnfencedNode() {}

    /** Starts a node; ends the process with the exit code. */
    public static void main(String[] arguments) {
        System.exit(NodeMain.run(settings -> settings.withLease(LEASE_NANOS).withFence(0), arguments));
    }
}
