package io.catena.systemtest.chaos;

import io.catena.server.NodeMain;

/**
 * A node that breaks two rules of docs/protocol.md (R4, F1) on purpose, to see that the judge of chaos notices: it goes on
 * answering reads alone for an hour after the last round, and a new head commits without waiting for anybody's lease.
 */
public final class UnfencedNode {
    /** Of 300 ms an hour. */
    private static final int LEASE_PERCENT = 1_200_000;

    private UnfencedNode() {}

    /** Starts a node; ends the process with the exit code. */
    public static void main(String[] arguments) {
        System.exit(NodeMain.run(settings -> settings.withLeases(LEASE_PERCENT, 0), arguments));
    }
}
