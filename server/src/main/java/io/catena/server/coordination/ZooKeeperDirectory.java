package io.catena.server.coordination;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.ChainDirectory;
import io.catena.server.controller.Health;
import io.catena.server.coordination.ChainZnodes.Found;
import io.catena.server.coordination.CoordinationException.MalformedZnode;
import io.catena.server.coordination.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.ZooKeeperCalls.Transaction;
import io.catena.server.coordination.ZooKeeperCalls.Znode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.CreateMode;

/**
 * What the controller reads and writes, in ZooKeeper. Each write is one transaction that first checks the term.
 *
 * <p>Reports are read before registrations and configurations last: a report that speaks of an epoch was written after
 * its configuration, so whoever has read the report finds at least that configuration. The newest configuration is read
 * before and after the activated one, so that the two belong together: a deposed controller would else see an activated
 * epoch of long ago beside a configuration of now, and raise an alarm over nothing.
 */
public final class ZooKeeperDirectory implements ChainDirectory {
    /** Differs from every note, so that the next one replaces what cannot be read. */
    private static final String UNREADABLE = "\0";

    private final Cluster cluster;
    private final ChainZnodes chain;
    private final String clusterId;

    public ZooKeeperDirectory(Cluster cluster, ClusterIdentity identity, ChainZnodes chain) {
        this.cluster = cluster;
        this.chain = chain;
        this.clusterId = identity.clusterId();
    }

    @Override
    public Observation read() throws UnavailableException, UnreadableException {
        try {
            Map<String, Health> health = new TreeMap<>();
            Map<String, ReplicaReport> reports = readReports(health);
            List<Member> registrations = readRegistrations();
            Optional<Found> before = chain.find(chain.configurationPath());
            Optional<Found> activated = chain.find(chain.activatedPath());
            Optional<Found> current = chain.find(chain.configurationPath());
            if (!before.equals(current)) {
                throw new UnavailableException("the configuration changed while it was read; reading again", null);
            }
            return new Observation(
                    current.map(Found::configuration).orElse(null),
                    current.map(Found::version).orElse(-1),
                    activated.map(Found::configuration).orElse(null),
                    registrations,
                    reports,
                    health,
                    readNote());
        } catch (ZooKeeperUnavailable e) {
            throw new UnavailableException(e.getMessage(), e);
        } catch (MalformedZnode e) {
            throw new UnreadableException(e.getMessage(), e);
        }
    }

    @Override
    public Outcome publish(int term, Observation seen, Configuration next) throws UnavailableException {
        try {
            byte[] data = cluster.codec().encode(next);
            String path = chain.configurationPath();
            CuratorOp write = seen.current() == null
                    ? cluster.calls().createOperation(path, data, CreateMode.PERSISTENT)
                    : cluster.calls().setOperation(path, seen.version(), data);
            return write(term, write);
        } catch (ZooKeeperUnavailable e) {
            throw new UnavailableException(e.getMessage(), e);
        }
    }

    @Override
    public Outcome explain(int term, String note) throws UnavailableException {
        try {
            byte[] data = cluster.codec().encode(new ZnodeCodec.Status(note));
            return write(term, cluster.calls().setOperation(chain.statusPath(), -1, data));
        } catch (ZooKeeperUnavailable e) {
            throw new UnavailableException(e.getMessage(), e);
        }
    }

    private Outcome write(int term, CuratorOp write) throws ZooKeeperUnavailable {
        Transaction transaction = cluster.calls()
                .commit(cluster.calls().checkOperation(cluster.znodes().controllerEpoch(), term), write);
        if (transaction.done()) {
            return Outcome.DONE;
        }
        return transaction.failedOperation() == 0 ? Outcome.DEPOSED : Outcome.OVERTAKEN;
    }

    private String readNote() throws ZooKeeperUnavailable {
        try {
            return chain.fetchNote();
        } catch (MalformedZnode e) {
            return UNREADABLE;
        }
    }

    private Map<String, ReplicaReport> readReports(Map<String, Health> health) throws ZooKeeperUnavailable {
        Map<String, ReplicaReport> reports = new TreeMap<>();
        String parent = cluster.znodes().reports(chain.chain());
        for (String nodeId : cluster.calls().children(parent)) {
            String path = cluster.znodes().report(chain.chain(), nodeId);
            Optional<Znode> znode = cluster.calls().read(path);
            try {
                if (znode.isPresent()) {
                    reports.put(nodeId, cluster.codec().report(path, znode.get().data()));
                    health.put(nodeId, cluster.codec().health(path, znode.get().data()));
                }
            } catch (MalformedZnode e) {
                cluster.alarms().raise(path, znode.get().stat().getMzxid(), e.getMessage());
            }
        }
        return reports;
    }

    /** In the order in which they registered. */
    private List<Member> readRegistrations() throws ZooKeeperUnavailable {
        Map<Long, Member> byCreation = new TreeMap<>();
        for (String nodeId : cluster.calls().children(cluster.znodes().nodes())) {
            String path = cluster.znodes().node(nodeId);
            Optional<Znode> znode = cluster.calls().read(path);
            try {
                if (znode.isPresent()) {
                    byCreation.put(
                            znode.get().stat().getCzxid(),
                            member(path, nodeId, znode.get().data()));
                }
            } catch (MalformedZnode e) {
                cluster.alarms().raise(path, znode.get().stat().getMzxid(), e.getMessage());
            }
        }
        return new ArrayList<>(byCreation.values());
    }

    private Member member(String path, String nodeId, byte[] data) throws MalformedZnode {
        ZnodeCodec.Registered registered = cluster.codec().registered(path, data);
        if (!registered.nodeId().equals(nodeId) || !registered.clusterId().equals(clusterId)) {
            throw new MalformedZnode(
                    path + " names node " + registered.nodeId() + " of cluster id " + registered.clusterId()
                            + "; stop that node and check its settings",
                    null);
        }
        return registered.member();
    }
}
