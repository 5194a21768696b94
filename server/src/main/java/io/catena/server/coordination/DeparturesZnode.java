package io.catena.server.coordination;

import io.catena.server.chain.Escaped;
import io.catena.server.coordination.client.ConditionalWrite;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import io.catena.server.placement.Departures;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.CreateMode;

/**
 * What is said of nodes that are to carry nothing or are away, in ZooKeeper (M14, M15, M18). A znode that is missing says nothing of any node. Every
 * call blocks on ZooKeeper. Thread-safe.
 */
public final class DeparturesZnode {
    /** Of a znode that is not there; when it is made, it has the next version. */
    private static final int MISSING = ConditionalWrite.MISSING;

    private static final String DRAINED = "drained";
    private static final String GONE = "gone";
    private static final String AWAY_MILLIS = "awayMillis";

    private final Cluster cluster;
    private final String path;

    public DeparturesZnode(Cluster cluster) {
        this.cluster = cluster;
        this.path = cluster.znodes().departures();
    }

    /**
     * As it was read.
     *
     * @param version that of the znode
     */
    record Found(Departures departures, int version) {}

    String path() {
        return path;
    }

    Found decode(Optional<Znode> znode) throws MalformedZnode {
        if (znode.isEmpty()) {
            return new Found(Departures.NONE, MISSING);
        }
        try {
            ZnodeFields fields = cluster.codec().fields(path, znode.get().data());
            return new Found(
                    new Departures(ids(fields.texts(DRAINED)), ids(fields.texts(GONE))).away(away(fields)),
                    znode.get().stat().getVersion());
        } catch (MalformedZnode e) {
            cluster.alarms().raise(path, znode.get().stat().getMzxid(), e.getMessage());
            throw e;
        }
    }

    private Map<String, Long> away(ZnodeFields fields) throws MalformedZnode {
        ZnodeFields said = fields.object(AWAY_MILLIS);
        Map<String, Long> away = new TreeMap<>();
        for (String nodeId : ids(said.names())) {
            away.put(nodeId, said.number(nodeId));
        }
        return away;
    }

    private <T extends Collection<String>> T ids(T ids) throws MalformedZnode {
        ZnodeCodec.require(
                path, ids.stream().allMatch(Escaped::isName), "the id of a node in it is no short, plain word");
        return ids;
    }

    /** Fails if it has been changed since; makes it if it was missing, so that it can be compared from then on. */
    CuratorOp operation(Found seen, Departures next) throws ZooKeeperUnavailable {
        return writes(seen, next) ? writing(seen, next) : cluster.calls().checkOperation(path, seen.version());
    }

    private CuratorOp writing(Found seen, Departures next) throws ZooKeeperUnavailable {
        return seen.version() == MISSING
                ? cluster.calls().createOperation(path, encode(next), CreateMode.PERSISTENT)
                : cluster.calls().setOperation(path, seen.version(), encode(next));
    }

    private static boolean writes(Found seen, Departures next) {
        return seen.version() == MISSING || !next.equals(seen.departures());
    }

    /** How much the {@link #operation} writes; 0 if it only compares. */
    int bytesOfWrite(Found seen, Departures next) {
        return writes(seen, next) ? encode(next).length : 0;
    }

    /** What is there once the {@link #operation} has been done. */
    Found after(Found seen, Departures next) {
        return writes(seen, next) ? new Found(next, seen.version() + 1) : seen;
    }

    /**
     * Writes it, also if it is the same, unless it has been written since it was seen.
     *
     * @param checks what else must hold
     */
    ConditionalWrite.Outcome replace(Found seen, Departures next, CuratorOp... checks) throws ZooKeeperUnavailable {
        return new ConditionalWrite(cluster.calls()).replace(path, seen.version(), encode(next), checks);
    }

    private byte[] encode(Departures departures) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(DRAINED, departures.drained());
        fields.put(GONE, departures.gone());
        fields.put(AWAY_MILLIS, departures.awayMillis());
        return cluster.codec().encodeFields(fields);
    }
}
