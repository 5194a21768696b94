package io.catena.server.chain;

/** What an operator is to do about what no rule can repair, as the end of a sentence. */
public final class Advice {
    /** ZooKeeper knows less than the nodes. */
    public static final String ZOOKEEPER_LOST =
            "restore ZooKeeper's newest data, or rebuild it from the nodes' data with 'scripts/recover zookeeper'"
                    + " (docs/recovery.md)";

    /** All members that hold the chain are away. */
    public static final String MEMBERS_LOST =
            "if they are gone for good, 'scripts/recover chain' says what is left (docs/recovery.md)";

    /**
     * A copy of the chain's state is damaged or cannot be used. It may be the last one, so what gives it up comes last.
     */
    public static final String COPY_DAMAGED =
            "keep this copy, which may be the last one: first look at the copies of the other members ('catena status';"
                    + " if they do not serve, 'scripts/recover inspect' and docs/recovery.md). Only while other members"
                    + " hold the chain's state is it safe to set this data directory aside; the node then copies that"
                    + " state";

    /** A node cannot take part in the format that its cluster has. */
    public static final String OTHER_RELEASE =
            "start this node with a release that knows the cluster's format (docs/operations.md)";

    private Advice() {}
}
