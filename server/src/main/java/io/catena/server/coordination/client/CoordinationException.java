package io.catena.server.coordination.client;

/** A problem of the cluster's membership in ZooKeeper. Each message says what to do next. */
public abstract class CoordinationException extends Exception {
    private static final long serialVersionUID = 1;

    private CoordinationException(String message, Throwable cause) {
        super(message, cause);
    }

    /** ZooKeeper did not answer, or the connection broke: the outcome of a write is unknown. Read again, or retry. */
    public static class ZooKeeperUnavailable extends CoordinationException {
        private static final long serialVersionUID = 1;

        public ZooKeeperUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** A write was under way when ZooKeeper did not answer, or when others wrote: it may have been done. */
    public static final class WriteUnknown extends ZooKeeperUnavailable {
        private static final long serialVersionUID = 1;

        public WriteUnknown(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** ZooKeeper refuses the operation: the znode is another identity's. Nothing was written; to repeat it does not help. */
    public static final class AccessDenied extends ZooKeeperUnavailable {
        private static final long serialVersionUID = 1;

        public AccessDenied(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The znodes cannot become this node's identity's, because nodes without an identity are registered. */
    public static final class OpenNodes extends CoordinationException {
        private static final long serialVersionUID = 1;

        public OpenNodes(String message) {
            super(message, null);
        }
    }

    /** The data directory belongs to another cluster than the one that ZooKeeper has under this name. */
    public static final class WrongCluster extends CoordinationException {
        private static final long serialVersionUID = 1;

        public WrongCluster(String message) {
            super(message, null);
        }
    }

    /** ZooKeeper has nothing of a cluster whose data this node holds. */
    public static final class ClusterMissing extends CoordinationException {
        private static final long serialVersionUID = 1;

        public ClusterMissing(String message) {
            super(message, null);
        }
    }

    /** An option of this node contradicts a setting that all nodes share. */
    public static final class SettingsDiffer extends CoordinationException {
        private static final long serialVersionUID = 1;

        public SettingsDiffer(String message) {
            super(message, null);
        }
    }

    /** An option of this node names another number of chains or replicas than the cluster was made with. */
    public static final class ShapeDiffers extends CoordinationException {
        private static final long serialVersionUID = 1;

        public ShapeDiffers(String message) {
            super(message, null);
        }
    }

    /** The cluster has a format that this program does not know, or is to have one that some node does not know. */
    public static final class FormatUnknown extends CoordinationException {
        private static final long serialVersionUID = 1;

        public FormatUnknown(String message) {
            super(message, null);
        }
    }

    /** Another process is registered, or may be, under this node's id. */
    public static final class NodeIdInUse extends CoordinationException {
        private static final long serialVersionUID = 1;

        public NodeIdInUse(String message) {
            super(message, null);
        }
    }

    /** Another node announces the address that this one would announce. */
    public static final class AddressInUse extends CoordinationException {
        private static final long serialVersionUID = 1;

        public AddressInUse(String message) {
            super(message, null);
        }
    }

    /** The content of a znode is not in a format of this program, is too long, or is of a later format. */
    public static final class MalformedZnode extends CoordinationException {
        private static final long serialVersionUID = 1;

        public MalformedZnode(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
