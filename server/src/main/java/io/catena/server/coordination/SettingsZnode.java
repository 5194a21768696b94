package io.catena.server.coordination;

import io.catena.server.chain.Advice;
import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.SharedSettings;
import io.catena.server.coordination.client.ConditionalWrite;
import io.catena.server.coordination.client.CoordinationException.AccessDenied;
import io.catena.server.coordination.client.CoordinationException.FormatUnknown;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.SettingsDiffer;
import io.catena.server.coordination.client.CoordinationException.WriteUnknown;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.CreateMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wanted settings that all nodes share. They are in force when the controller has published a configuration with
 * the same settings. Every call blocks on ZooKeeper. Thread-safe.
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

    /** The settings as the server knows them to which this node is connected; empty if none are stored. */
    public Optional<SharedSettings> fetch() throws MalformedZnode, ZooKeeperUnavailable {
        return decode(cluster.calls().read(path));
    }

    /** The settings as they are at the moment of this call, or later; empty if none are stored. */
    public Optional<SharedSettings> fetchNewest() throws MalformedZnode, ZooKeeperUnavailable {
        cluster.calls().catchUp(path);
        return fetch();
    }

    private Optional<SharedSettings> decode(Optional<Znode> znode) throws MalformedZnode {
        return znode.isEmpty()
                ? Optional.empty()
                : Optional.of(cluster.codec().settings(path, znode.get().data()));
    }

    /**
     * As {@link #agree(GivenSettings, FormatRange, int, ChainZnodes)}, in a cluster of this shape.
     *
     * @param chain the first of the cluster
     */
    public SharedSettings agree(GivenSettings given, ClusterShape shape, ChainZnodes chain)
            throws MalformedZnode, ZooKeeperUnavailable, SettingsDiffer, FormatUnknown {
        if (!given.impossible(shape).isEmpty()) {
            throw new SettingsDiffer(String.join("; ", given.impossible(shape)));
        }
        return agree(given, ClusterFormat.known(shape), shape.leastFormat().number(), chain);
    }

    /** Likewise, in a cluster of one chain. */
    public SharedSettings agree(GivenSettings given, FormatRange formats, ChainZnodes chain)
            throws MalformedZnode, ZooKeeperUnavailable, SettingsDiffer, FormatUnknown {
        return agree(given, formats, ClusterFormat.LIVES_APART.number(), chain);
    }

    /**
     * Reads the settings, or stores them if none are stored. The first node stores those of its own options, with the
     * newest format that it knows; the options of other nodes must not contradict them.
     *
     * @param given the node's options
     * @param formats the formats that the node knows
     * @param least the format to which a node that knows it takes a cluster of a lower one (P8, P10)
     * @param chain its configuration has the settings in force, which are used if the stored ones were lost
     * @throws SettingsDiffer if an option contradicts a setting
     * @throws FormatUnknown if the node does not know the format in force, or the wanted one
     */
    private SharedSettings agree(GivenSettings given, FormatRange formats, int least, ChainZnodes chain)
            throws MalformedZnode, ZooKeeperUnavailable, SettingsDiffer, FormatUnknown {
        Optional<SharedSettings> found = fetch();
        Optional<Configuration> newest = chain.fetch();
        if (found.isEmpty()) {
            SharedSettings first = given.over(firstSettings(newest, formats));
            if (!first.problems().isEmpty()) {
                throw new SettingsDiffer(String.join("; ", first.problems()));
            }
            if (cluster.calls().create(path, cluster.codec().encode(first), CreateMode.PERSISTENT)) {
                LOG.info("stored the settings of the cluster: {}", first);
            }
            found = fetch();
        }
        SharedSettings settings = found.orElseThrow(
                () -> new ZooKeeperUnavailable(path + " was deleted while it was read; start this node again", null));
        if (!given.contradictions(settings).isEmpty()) {
            throw new SettingsDiffer(String.join("; ", given.contradictions(settings)));
        }
        if (settings.format() < least && formats.includes(least)) {
            requireNoOlderNode(formats, least);
            settings = carryOver(least);
        }
        requireKnown(formats, settings.format());
        if (newest.isPresent()) {
            requireKnown(formats, newest.get().format().number());
        }
        // Once more: an older node that read the settings before they were raised may have registered since then.
        requireNoOlderNode(formats, least);
        return settings;
    }

    /**
     * Refuses the start beside nodes of lower formats alone, whatever the settings say (P8): they go on with what they
     * read at their own start.
     */
    private void requireNoOlderNode(FormatRange formats, int least)
            throws MalformedZnode, ZooKeeperUnavailable, FormatUnknown {
        if (!formats.includes(least)) {
            return;
        }
        List<String> older = new KnownFormats(cluster).registeredBelow(least);
        if (!older.isEmpty()) {
            throw new FormatUnknown("nodes of an older release are registered, with which this one forms no chain: "
                    + String.join("; ", older)
                    + ". Stop all nodes of the cluster, then start them with this release (docs/operations.md). A node"
                    + " that crashed or was killed counts as registered until its session with ZooKeeper ends");
        }
    }

    /** Raises the format of a cluster of a lower one, after which programs that do not know this one do not start. */
    private SharedSettings carryOver(int least) throws MalformedZnode, ZooKeeperUnavailable, FormatUnknown {
        LOG.info(
                "raises the cluster's format to {}: programs that know only format {} cannot start after it",
                least,
                least - 1);
        try {
            return store(new GivenSettings(null, null, null, least), (before, after) -> {});
        } catch (IllegalArgumentException e) {
            throw new ZooKeeperUnavailable(path + " changed while it was read: " + e.getMessage(), e);
        }
    }

    /** The settings in force, if there are any; otherwise the standard ones. */
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

    /** As {@link #change(GivenSettings, List)}, in a cluster of one chain. */
    public SharedSettings change(GivenSettings change, ChainZnodes chain)
            throws MalformedZnode, ZooKeeperUnavailable, FormatUnknown {
        return change(change, List.of(chain));
    }

    /**
     * Stores changed settings, unless a value is not permitted.
     *
     * @param chains of the cluster, whose members must know a format that is to be raised
     * @return the wanted settings
     * @throws IllegalArgumentException if a value is not permitted, with the reason; nothing is written then
     * @throws FormatUnknown if a member or registered node does not know the format; the message names each; nothing
     *     is written then
     * @throws WriteUnknown if the outcome is unknown: read, or call again
     * @throws ZooKeeperUnavailable otherwise, if nothing was written
     */
    public SharedSettings change(GivenSettings change, List<ChainZnodes> chains)
            throws MalformedZnode, ZooKeeperUnavailable, FormatUnknown {
        return store(change, (before, after) -> requireRaise(before, after, chains));
    }

    /** Throws if the format must not be raised. */
    private interface RaiseCheck {
        void check(int before, int after) throws MalformedZnode, ZooKeeperUnavailable, FormatUnknown;
    }

    private SharedSettings store(GivenSettings change, RaiseCheck raise)
            throws MalformedZnode, ZooKeeperUnavailable, FormatUnknown {
        cluster.calls().catchUp(path);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Znode> znode = cluster.calls().read(path);
            SharedSettings before = decode(znode)
                    .orElseThrow(() -> new ZooKeeperUnavailable(
                            path + " is gone; start a node again, which stores it again", null));
            SharedSettings after = change.over(before);
            if (!after.problems().isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", after.problems()));
            }
            if (after.format() != before.format()) {
                requireNoFall(before.format(), after.format());
                raise.check(before.format(), after.format());
            }
            if (after.equals(before) || isWritten(znode.get().stat().getVersion(), after)) {
                return after;
            }
        }
        throw new ZooKeeperUnavailable(
                path + " was changed by other nodes " + ATTEMPTS + " times in a row; try again", null);
    }

    /** Replaces a version; returns false if nothing was written, because others have replaced it. */
    private boolean isWritten(int version, SharedSettings after) throws ZooKeeperUnavailable {
        try {
            return switch (new ConditionalWrite(cluster.calls())
                    .replace(path, version, cluster.codec().encode(after))) {
                case DONE -> true;
                case OVERTAKEN -> false;
                case UNSURE -> throw new WriteUnknown(path + " was written by others meanwhile, more than once", null);
            };
        } catch (AccessDenied | WriteUnknown e) {
            throw e;
        } catch (ZooKeeperUnavailable e) {
            throw new WriteUnknown(e.getMessage(), e);
        }
    }

    private static void requireNoFall(int before, int after) {
        if (after < before) {
            throw new IllegalArgumentException("the cluster's format is " + before + " and cannot be lowered to "
                    + after + ": data may have been written in it already");
        }
    }

    /**
     * Refuses the format unless all members and registered nodes know it. A node that registers during this check and
     * does not know the format is not taken into the chain.
     */
    private void requireRaise(int before, int after, List<ChainZnodes> chains)
            throws MalformedZnode, ZooKeeperUnavailable, FormatUnknown {
        List<String> objections = new KnownFormats(cluster).objections(after, chains);
        if (!objections.isEmpty()) {
            throw new FormatUnknown("the format stays " + before + ", since format " + after
                    + " is not known to all nodes: " + String.join("; ", objections)
                    + ". Upgrade them one after the other (docs/operations.md), then try again");
        }
    }
}
