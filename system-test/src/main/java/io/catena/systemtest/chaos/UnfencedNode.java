package io.catena.systemtest.chaos;

import io.catena.server.NodeMain;

/**
 * A node that breaks two rules of docs/protocol.md (R4, F1) on purpose, so that the judge of chaos can be tested: it
 * goes on answering reads alone for one hour after the last round, and a new head commits without waiting for leases.
 */
public final class UnfencedNode {
    /** With a lease of 300 ms, this percentage is one hour. */
    private static final int LEASE_PERCENT = 1_200_000;

    private UnfencedNode() {}

    /** Starts a node, waits for its end, and ends the process with the exit code. */
    public static void main(String[] arguments) {
        System.exit(NodeMain.run(settings -> settings.withLeases(LEASE_PERCENT, 0), arguments));
    }
}
