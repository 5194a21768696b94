package io.catena.server.departing;

/** A wish that is not written down, and why, in words for the operator. */
public final class DepartureRefused extends Exception {
    /** Why. */
    public enum Reason {
        /** There is no such node. */
        UNKNOWN_NODE,
        /** The chains could not be complete on the nodes that are left. */
        TOO_FEW_NODES,
        /** As many nodes are drained as may be. */
        TOO_MANY_DRAINED,
        /** Others have changed what is said again and again. */
        OVERTAKEN
    }

    private static final long serialVersionUID = 1;

    private final Reason reason;

    DepartureRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
