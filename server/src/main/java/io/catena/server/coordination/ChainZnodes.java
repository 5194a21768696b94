package io.catena.server.coordination;

import io.catena.server.chain.Configuration;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import io.catena.server.registration.LastActivated;
import java.util.Optional;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.CreateMode;

/** Reads and writes one chain's znodes. Every call blocks on ZooKeeper. Thread-safe. */
public final class ChainZnodes {
    private static final int ATTEMPTS = 5;

    private final Cluster cluster;
    private final int chain;

    ChainZnodes(Cluster cluster, int chain) {
        this.cluster = cluster;
        this.chain = chain;
    }

    /**
     * A configuration and what it was read from.
     *
     * @param committed for the last activated one: a seq up to which the chain is certainly committed, 0 if unknown;
     *     else 0
     */
    public record Found(Configuration configuration, int version, long createdZxid, long committed) {}

    public int chain() {
        return chain;
    }

    /** The newest configuration, as the server knows it to which this node is connected; empty if there is none. */
    public Optional<Configuration> fetch() throws MalformedZnode, ZooKeeperUnavailable {
        return find(configurationPath()).map(Found::configuration);
    }

    /** The configuration of the last activated epoch; empty if there is none. */
    public Optional<Configuration> fetchActivated() throws MalformedZnode, ZooKeeperUnavailable {
        return find(activatedPath()).map(Found::configuration);
    }

    /** Why the chain does not serve, as the controller has published it; empty if it serves. */
    public String fetchNote() throws MalformedZnode, ZooKeeperUnavailable {
        return decodeNote(cluster.calls().read(statusPath()));
    }

    public String decodeNote(Optional<Znode> status) throws MalformedZnode {
        if (status.isEmpty()) {
            return "";
        }
        try {
            return cluster.codec().note(statusPath(), status.get().data());
        } catch (MalformedZnode e) {
            cluster.alarms().raise(statusPath(), status.get().stat().getMzxid(), e.getMessage());
            throw e;
        }
    }

    /**
     * Records that the epoch is activated, and up to which seq the chain is certainly committed. May be repeated: it is
     * done if it was done before. The seq never falls within a lineage.
     *
     * @param committed a committed seq that is on the disks of all members of this configuration
     * @return true if it is activated; false if the configuration is not the newest
     * @throws ZooKeeperUnavailable if the outcome is unknown: call again
     */
    public boolean activate(Configuration configuration, long committed) throws MalformedZnode, ZooKeeperUnavailable {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Found> newest = find(configurationPath());
            if (newest.isEmpty() || !newest.get().configuration().equals(configuration)) {
                return false;
            }
            Optional<Found> activated = find(activatedPath());
            Optional<LastActivated> next = LastActivated.next(
                    activated.map(found -> new LastActivated(found.configuration(), found.committed())),
                    configuration,
                    committed);
            if (next.isEmpty()) {
                return activated.get().configuration().equals(configuration);
            }
            byte[] data =
                    cluster.codec().encodeActivated(configuration, next.get().committed());
            CuratorOp write = activated.isPresent()
                    ? cluster.calls()
                            .setOperation(activatedPath(), activated.get().version(), data)
                    : cluster.calls().createOperation(activatedPath(), data, CreateMode.PERSISTENT);
            if (cluster.calls()
                    .commit(
                            cluster.calls()
                                    .checkOperation(
                                            configurationPath(), newest.get().version()),
                            write)
                    .done()) {
                return true;
            }
        }
        throw new ZooKeeperUnavailable(
                activatedPath() + " was changed by other nodes " + ATTEMPTS + " times in a row; try again", null);
    }

    public Optional<Found> find(String path) throws MalformedZnode, ZooKeeperUnavailable {
        return decode(path, cluster.calls().read(path));
    }

    /** @param znode what was read at the path */
    public Optional<Found> decode(String path, Optional<Znode> znode) throws MalformedZnode {
        if (znode.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] data = znode.get().data();
            boolean isActivated = path.equals(activatedPath());
            Configuration configuration = isActivated
                    ? cluster.codec().activated(path, data)
                    : cluster.codec().configuration(path, data);
            if (configuration.chain() != chain) {
                throw new MalformedZnode(path + " is for chain " + configuration.chain() + "; repair it", null);
            }
            return Optional.of(new Found(
                    configuration,
                    znode.get().stat().getVersion(),
                    znode.get().stat().getCzxid(),
                    isActivated ? cluster.codec().committed(path, data) : 0));
        } catch (MalformedZnode e) {
            cluster.alarms().raise(path, znode.get().stat().getMzxid(), e.getMessage());
            throw e;
        }
    }

    public Cluster cluster() {
        return cluster;
    }

    public String configurationPath() {
        return cluster.znodes().configuration(chain);
    }

    public String activatedPath() {
        return cluster.znodes().activated(chain);
    }

    public String statusPath() {
        return cluster.znodes().status(chain);
    }
}
