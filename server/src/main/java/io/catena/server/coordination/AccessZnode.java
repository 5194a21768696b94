package io.catena.server.coordination;

import io.catena.server.access.AccessRules;
import io.catena.server.access.AccessRulesText;
import io.catena.server.access.AccessRulesText.UnusableException;
import io.catena.server.coordination.client.ConditionalWrite;
import io.catena.server.coordination.client.CoordinationException.AccessDenied;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import java.util.Map;
import java.util.Optional;

/** The access rules of the cluster, by which all nodes go. Every call blocks on ZooKeeper. Thread-safe. */
public final class AccessZnode {
    private static final String RULES_FIELD = "rules";

    private final Cluster cluster;
    private final String path;

    AccessZnode(Cluster cluster) {
        this.cluster = cluster;
        this.path = cluster.znodes().access();
    }

    /**
     * Rules as they are written down.
     *
     * @param version rises with each change; 0 if nothing was ever written down
     */
    public record Written(AccessRules rules, long version) {
        static final Written NOTHING = new Written(AccessRules.NONE, 0);
    }

    /** The rules as the server knows them to which this node is connected. */
    public Written fetch() throws MalformedZnode, ZooKeeperUnavailable {
        return decode(cluster.calls().read(path));
    }

    /** The rules as they are at the moment of this call, or later. */
    public Written fetchNewest() throws MalformedZnode, ZooKeeperUnavailable {
        cluster.calls().catchUp(path);
        return fetch();
    }

    private Written decode(Optional<Znode> znode) throws MalformedZnode {
        if (znode.isEmpty()) {
            return Written.NOTHING;
        }
        String text = cluster.codec().fields(path, znode.get().data()).text(RULES_FIELD);
        try {
            return new Written(AccessRulesText.parse(text == null ? "" : text), version(znode));
        } catch (UnusableException e) {
            throw new MalformedZnode(
                    path + " cannot be used: " + e.getMessage() + "; repair it, or set the access rules"
                            + " anew with 'catena access set'",
                    e);
        }
    }

    /** Of what is written down at the moment of this call, or later, whether or not it can be understood. */
    public long newestVersion() throws ZooKeeperUnavailable {
        cluster.calls().catchUp(path);
        return version(cluster.calls().read(path));
    }

    private static long version(Optional<Znode> znode) {
        return 1L + znode.map(there -> there.stat().getVersion()).orElse(ConditionalWrite.MISSING);
    }

    /**
     * Writes down other rules.
     *
     * @param version of what is to be replaced, as it was read
     * @return what is written down then; empty if that has been replaced by others meanwhile
     * @throws AccessDenied if nothing was written
     * @throws ZooKeeperUnavailable if the outcome is unknown
     */
    public Optional<Written> replace(long version, AccessRules rules) throws AccessDenied, ZooKeeperUnavailable {
        byte[] data = cluster.codec().encodeFields(Map.of(RULES_FIELD, AccessRulesText.compact(rules)));
        return switch (new ConditionalWrite(cluster.calls()).replace(path, (int) (version - 1), data)) {
            case DONE -> Optional.of(new Written(rules, version + 1));
            case OVERTAKEN -> Optional.empty();
            case UNSURE ->
                throw new ZooKeeperUnavailable(
                        path
                                + " was written by others meanwhile, more than once: these rules may have been in force before",
                        null);
        };
    }

    /** The rules as they are now; the node's session keeps them up to date. */
    public AccessNews news() throws MalformedZnode, ZooKeeperUnavailable {
        return new AccessNews(this, cluster.alarms(), fetch());
    }

    String path() {
        return path;
    }
}
