package io.catena.server.chain;

/** What an operator is to do about losses that no rule can make good, as the end of a sentence. */
public final class Advice {
    /** ZooKeeper knows less than the nodes. */
    public static final String ZOOKEEPER_LOST =
            "restore ZooKeeper's newest data, or rebuild it from the nodes' data with 'scripts/recover zookeeper'"
                    + " (docs/recovery.md)";

    /** Everybody who holds the chain is away. */
    public static final String MEMBERS_LOST =
            "if they are gone for good, 'scripts/recover chain' says what is left (docs/recovery.md)";

    private Advice() {}
}
