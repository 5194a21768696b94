package io.catena.server.coordination;

import io.catena.server.chain.Advice;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.SharedSettings;
import io.catena.server.coordination.CoordinationException.FormatUnknown;
import io.catena.server.coordination.CoordinationException.MalformedZnode;
import io.catena.server.coordination.CoordinationException.SettingsDiffer;
import io.catena.server.coordination.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.ZooKeeperCalls.Znode;
import java.util.List;
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
     * Finds out the settings, or writes them down if nobody has. Whoever is first makes them of its own options and of the newest
     * format that it knows; the others must not contradict.
     *
     * @param given the node's options
     * @param formats those that the node knows
     * @param chain its configuration tells what holds if the settings were lost
     * @throws SettingsDiffer if an option is given that the cluster has otherwise
     * @throws FormatUnknown if the node does not know the format that the cluster has, or the one that it is to have
     */
    public SharedSettings agree(GivenSettings given, FormatRange formats, ChainZnodes chain)
            throws MalformedZnode, ZooKeeperUnavailable, SettingsDiffer, FormatUnknown {
        Optional<SharedSettings> found = fetch();
        Optional<Configuration> newest = chain.fetch();
        if (found.isEmpty()) {
            SharedSettings first = given.over(firstSettings(newest, formats));
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
        requireKnown(formats, settings.format());
        if (newest.isPresent()) {
            requireKnown(formats, newest.get().format().number());
        }
        if (!given.contradictions(settings).isEmpty()) {
            throw new SettingsDiffer(String.join("; ", given.contradictions(settings)));
        }
        return settings;
    }

    /** What holds, if anything does. */
    private static SharedSettings firstSettings(Optional<Configuration> newest, FormatRange formats) {
        if (newest.isEmpty()) {
            return SharedSettings.STANDARD.withFormat(formats.newest());
        }
        return newest.map(Configuration::settings).orElse(SharedSettings.STANDARD);
    }

    private void requireKnown(FormatRange formats, int format) throws FormatUnknown {
        if (!formats.includes(format)) {
            throw new FormatUnknown("cluster '" + cluster.znodes().cluster() + "' has format " + format
                    + ", and this program knows " + formats + "; " + Advice.OTHER_RELEASE);
        }
    }

    /**
     * Writes down others, unless what would come of it may not be used.
     *
     * @param chain whose members must know a format that is to be raised
     * @return what the cluster is to have
     * @throws IllegalArgumentException with the reason, if it may not be used; nothing is written then
     * @throws FormatUnknown naming each member and registered node that does not know the format; nothing is written then
     * @throws ZooKeeperUnavailable if the outcome is unknown: look, or call again
     */
    public SharedSettings change(GivenSettings change, ChainZnodes chain)
            throws MalformedZnode, ZooKeeperUnavailable, FormatUnknown {
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
            if (after.format() != before.format()) {
                requireRaise(before.format(), after.format(), chain);
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

    /**
     * A node that registers from now on and does not know the format is not taken into the chain, so that it matters little who
     * comes while this looks.
     */
    private void requireRaise(int before, int after, ChainZnodes chain)
            throws MalformedZnode, ZooKeeperUnavailable, FormatUnknown {
        if (after < before) {
            throw new IllegalArgumentException("the cluster's format is " + before + " and never falls to " + after
                    + ": data may have been written in it already");
        }
        List<String> objections = new KnownFormats(cluster, chain).objections(after);
        if (!objections.isEmpty()) {
            throw new FormatUnknown("the format stays " + before + ", since format " + after
                    + " is not known to all nodes: " + String.join("; ", objections)
                    + ". Upgrade them one after the other (docs/operations.md), then call again");
        }
    }
}
