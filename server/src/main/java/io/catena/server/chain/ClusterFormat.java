package io.catena.server.chain;

/**
 * The format in which a cluster's nodes talk to each other, make records, and keep what they know in ZooKeeper and on disks: one
 * number for all of it, the same for all nodes. This class alone says which formats there are and what each means.
 *
 * <p>A cluster begins with the newest format that its first node knows. It goes on to the next when an operator says so and
 * every node knows that one ({@code catena settings set format=N}), and never goes back. What is wanted stands in the
 * settings of the cluster; what is in force, in each configuration: a replica writes in the format of its epoch, so that
 * all members change over at the same place of the log (docs/protocol.md, P6 and P7).
 *
 * <p>Between two formats only what the later one means may differ. Within one format optional Thrift fields and fields of
 * JSON objects may be added, which readers that do not know them pass over.
 *
 * @param number the first is 1
 */
public record ClusterFormat(int number) {
    /** Of all clusters whose settings name no format. */
    public static final ClusterFormat FIRST = new ClusterFormat(1);

    /**
     * Nodes register apart from the lives of their replicas. That is how this program registers whatever the format is, and a
     * program that knows only the format before does not understand it; so this program takes a cluster to this format as it
     * starts, and does not start beside such a program (P8).
     */
    public static final ClusterFormat LIVES_APART = new ClusterFormat(2);

    /**
     * The cluster has several chains, or chains that not every node carries ({@link ClusterShape}). All else is as in the format
     * before; so a cluster of one chain on all nodes stays in that one, and a program that knows no other takes no part in a
     * cluster that has this one (P10).
     */
    public static final ClusterFormat MANY_CHAINS = new ClusterFormat(3);

    /**
     * The members of a chain may change places by a handover (C17). A program that does not know what that is would go on to
     * make records in one (P11). All else is as in the format before.
     */
    public static final ClusterFormat HANDOVERS = new ClusterFormat(4);

    /** What this program reads and writes in a cluster of one chain on all nodes. */
    public static final FormatRange KNOWN = new FormatRange(1, 2);

    private static final FormatRange KNOWN_OF_MANY_CHAINS = new FormatRange(1, HANDOVERS.number());

    /** How the content of znodes, and of files that hold the same, is laid out, in all formats that are known. */
    public static final int ZNODE_LAYOUT = 1;

    /** How files of the log are laid out, but for the records in them, in all formats that are known. */
    public static final int LOG_FILE_LAYOUT = 1;

    /** The same of files that several chains share. A program that does not know this layout refuses to start on them. */
    public static final int SHARED_LOG_FILE_LAYOUT = 2;

    /** How the state of a replica is laid out in LevelDB, in all formats that are known. */
    public static final byte REPLICA_STATE_LAYOUT = 2;

    /**
     * The same of a replica that lacks something of a snapshot, or of the records that belong to it. A program that does not
     * know this layout would take such a replica for whole; so it does not read it.
     */
    public static final byte INEXACT_STATE_LAYOUT = 3;

    /** What this program reads and writes in a cluster of this shape. */
    public static FormatRange known(ClusterShape shape) {
        return shape.isOneChain() ? KNOWN : KNOWN_OF_MANY_CHAINS;
    }

    /** How records are laid out: the first byte of each. */
    public byte recordLayout() {
        return 1;
    }

    @Override
    public String toString() {
        return "format " + number;
    }
}
