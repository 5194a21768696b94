package io.catena.systemtest.failover;

import java.util.Locale;

/**
 * An event in the chain, and what clients noticed in its window of time.
 *
 * @param second since the start of the measurement
 * @param kind the kind of event
 * @param role the role of the node that it happened to
 * @param controller whether that node was the controller
 * @param millis until the chain was complete again and every client had successes
 * @param seen what the clients noticed
 */
record FailoverEvent(double second, Kind kind, Role role, boolean controller, long millis, ClientThreads.Seen seen) {
    static final String HEADER = "second,event,role,controller,window_ms,"
            + "write_gap_ms,read_gap_ms,write_gap_all_clients_ms,read_gap_all_clients_ms,"
            + "slowest_write_ms,slowest_read_ms,errors";

    /** The kind of event. */
    enum Kind {
        /** kill -9. */
        KILL,
        /** A node that was killed is started again. */
        RETURN,
        /** A node leaves in order, for good. */
        LEAVE,
        /** A new node joins. */
        JOIN,
        /** No event, for comparison. */
        NOTHING
    }

    /** The role of the node. */
    enum Role {
        HEAD,
        MIDDLE,
        TAIL,
        CONTROLLER,
        NONE
    }

    /** The name in tables and plots. */
    String name() {
        return switch (kind) {
            case KILL, LEAVE -> kind + " " + role;
            default -> kind.toString();
        };
    }

    String csv() {
        return String.format(
                Locale.ROOT,
                "%.1f,%s,%s,%b,%d,%d,%d,%d,%d,%d,%d,%d",
                second,
                kind,
                role,
                controller,
                millis,
                seen.writes().longestGap(),
                seen.reads().longestGap(),
                seen.writes().commonGap(),
                seen.reads().commonGap(),
                seen.writes().slowest(),
                seen.reads().slowest(),
                seen.errors());
    }

    /** One line of progress. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%-16s%s longest without a write %5d ms, read %5d ms; slowest write %5d ms, read %5d ms;"
                        + " whole after %5d ms%s",
                name(),
                controller ? " (controller)" : "             ",
                seen.writes().longestGap(),
                seen.reads().longestGap(),
                seen.writes().slowest(),
                seen.reads().slowest(),
                millis,
                seen.errors() == 0 ? "" : "; " + seen.errors() + " errors");
    }
}
