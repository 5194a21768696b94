package io.catena.server.coordination;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.SharedSettings;
import io.catena.server.coordination.CoordinationException.MalformedZnode;
import io.catena.server.coordination.CoordinationException.SettingsDiffer;
import io.catena.server.coordination.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.ZooKeeperCalls.Znode;
import java.util.Optional;
import org.apache.zookeeper.CreateMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the cluster is to have as the settings that all nodes share. It takes effect when the controller has published a
 * configuration that says the same. Every call blocks on ZooKeeper. Thread-safe.
 */
public final class SettingsZnode {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsZnode.class);
    private static final int ATTEMPTS = 5;

    private final Cluster cluster;
    private final String path;

    SettingsZnode(Cluster cluster) {
        this.cluster = cluster;
        this.path = cluster.znodes().settings();
    }

    /** As the server that this node is connected to knows them; empty if nobody has written them down. */
    public Optional<SharedSettings> fetch() throws MalformedZnode, ZooKeeperUnavailable {
        return decode(cluster.calls().read(path));
    }

    private Optional<SharedSettings> decode(Optional<Znode> znode) throws MalformedZnode {
        return znode.isEmpty()
                ? Optional.empty()
                : Optional.of(cluster.codec().settings(path, znode.get().data()));
    }

    /**
     * Finds out the settings, or writes them down if nobody has. Whoever is first makes them of its own options; the others
     * must not contradict.
     *
     * @param given the node's options
     * @param chain its configuration tells what holds if the settings were lost
     * @throws SettingsDiffer if an option is given that the cluster has otherwise
     */
    public SharedSettings agree(GivenSettings given, ChainZnodes chain)
            throws MalformedZnode, ZooKeeperUnavailable, SettingsDiffer {
        Optional<SharedSettings> found = fetch();
        if (found.isEmpty()) {
            SharedSettings inForce = chain.fetch().map(Configuration::settings).orElse(SharedSettings.STANDARD);
            SharedSettings first = given.over(inForce);
            if (!first.problems().isEmpty()) {
                throw new SettingsDiffer(String.join("; ", first.problems()));
            }
            if (cluster.calls().create(path, cluster.codec().encode(first), CreateMode.PERSISTENT)) {
                LOG.info("wrote down the settings of the cluster: {}", first);
            }
            found = fetch();
        }
        SharedSettings settings = found.orElseThrow(() -> new ZooKeeperUnavailable(
                path + " went while it was read; was it deleted by hand? Start this node again", null));
        if (!given.contradictions(settings).isEmpty()) {
            throw new SettingsDiffer(String.join("; ", given.contradictions(settings)));
        }
        return settings;
    }

    /**
     * Writes down others, unless what would come of it may not be used.
     *
     * @return what the cluster is to have
     * @throws IllegalArgumentException with the reason, if it may not be used; nothing is written then
     * @throws ZooKeeperUnavailable if the outcome is unknown: look, or call again
     */
    public SharedSettings change(GivenSettings change) throws MalformedZnode, ZooKeeperUnavailable {
        cluster.calls().catchUp(path);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Znode> znode = cluster.calls().read(path);
            SharedSettings before = decode(znode)
                    .orElseThrow(() -> new ZooKeeperUnavailable(
                            path + " is gone; start a node again, which writes it anew", null));
            SharedSettings after = change.over(before);
            if (!after.problems().isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", after.problems()));
            }
            int version = znode.get().stat().getVersion();
            if (after.equals(before)
                    || cluster.calls()
                            .commit(cluster.calls()
                                    .setOperation(path, version, cluster.codec().encode(after)))
                            .done()) {
                return after;
            }
        }
        throw new ZooKeeperUnavailable(
                path + " was changed by others " + ATTEMPTS + " times in a row; call again", null);
    }
}
