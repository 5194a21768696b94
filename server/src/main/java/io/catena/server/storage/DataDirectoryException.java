package io.catena.server.storage;

import java.nio.file.Path;

/** A node cannot use a directory. Nothing was written to it. */
public final class DataDirectoryException extends Exception {
    private static final long serialVersionUID = 1;

    /** Why a node cannot use a directory. */
    public enum Reason {
        /** Another process, or another node in this one, uses it. */
        IN_USE,
        /** It cannot be made, is no directory, or cannot be read or written. */
        UNUSABLE,
        /** A later version of Catena wrote it. */
        LATER_FORMAT,
        /** So early a version of Catena wrote it that this one does not read it any more. */
        EARLIER_FORMAT,
        /** The node has left its cluster for good. */
        RETIRED,
        /** It belongs to another cluster. */
        OTHER_CLUSTER,
        /** It belongs to another node. */
        OTHER_NODE,
        /** Its identity is missing or makes no sense. */
        DAMAGED
    }

    private final Reason reason;

    DataDirectoryException(Reason reason, Path directory, String problem, Throwable cause) {
        super("data directory " + directory + ": " + problem, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
