package io.catena.server.coordination.session;

import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Health;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ClusterIdentity;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.registration.NodeRegistration;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.registration.RegisteredReplica;
import io.catena.server.registration.ReplicaRegistration;
import io.catena.server.runtime.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of one chain in a node's session: keeps the present life of its replica registered, with its report, and
 * tells the replica what changes. Owned by {@link NodeSession}'s thread; nothing of another chain is in it.
 */
public final class ChainSession {
    private static final Logger LOG = LoggerFactory.getLogger(ChainSession.class);

    private final ChainZnodes chain;
    private final ChainListener listener;
    private final ChainNews news;
    private final BlockingEphemeralZnode<RegisteredReplica> znode;
    private final ReplicaRegistration registration;

    ChainSession(
            ChainZnodes chain,
            ClusterIdentity identity,
            RegisteredNode self,
            NodeRegistration node,
            Scheduler thread,
            ChainListener listener,
            Consumer<RuntimeException> failed) {
        Cluster cluster = chain.cluster();
        this.chain = chain;
        this.listener = listener;
        this.news = new ChainNews(chain, identity.clusterId(), listener);
        this.znode = new BlockingEphemeralZnode<>(
                cluster,
                cluster.znodes().replica(chain.chain(), self.nodeId()),
                cluster.codec()::encode,
                cluster.codec()::replica);
        this.registration =
                new ReplicaRegistration(node, self.incarnation(), znode, this::newest, thread, this::lost, failed);
    }

    /**
     * Registers a life as soon as the node is registered, and keeps it registered while it has its place. Returns at
     * once.
     *
     * @param first the report with which it is registered
     * @param registered called once, on the session's thread
     */
    public void register(Member life, ReplicaReport first, Runnable registered) {
        registration.register(life, first, () -> {
            LOG.info("chain {}: registered as {}", chain.chain(), life);
            registered.run();
        });
    }

    /** Sets the report on the present life for the controller. Returns at once; only the last report counts. */
    public void report(ReplicaReport report) {
        registration.report(report);
    }

    /** Sets the health of the node's disk for the controller. Returns at once; only the last one counts. */
    public void report(Health health) {
        registration.report(health);
    }

    /** The layout as last read. It may be old, above all without a connection. */
    public PublishedLayout publishedLayout() {
        return news.publishedLayout();
    }

    private void lost(Member life) {
        LOG.warn("{} lost its place while it was not registered", life);
        listener.newLifeNeeded(life);
    }

    private void newest(Consumer<ReplicaRegistration.Newest> then) {
        ReplicaRegistration.Newest newest;
        try {
            newest = new ReplicaRegistration.Newest(true, chain.fetch());
        } catch (MalformedZnode | ZooKeeperUnavailable e) {
            LOG.debug("the newest configuration cannot be read now", e);
            newest = new ReplicaRegistration.Newest(false, Optional.empty());
        }
        then.accept(newest);
    }

    List<String> watchedPaths() {
        List<String> paths = new ArrayList<>(news.watchedPaths());
        paths.add(znode.path());
        return paths;
    }

    /** Notes that the path may have changed. Any thread may call it. */
    void doubt(String path) {
        news.doubt(path);
        if (path.equals(znode.path())) {
            registration.doubt();
        }
    }

    /** Notes that all paths may have changed. */
    void doubtAll() {
        news.doubtAll();
    }

    /** Reads the paths that may have changed and tells what is new. */
    void readNews() throws ZooKeeperUnavailable {
        news.read();
    }

    /** Called when the node has been found registered. */
    void nodeIsRegistered(boolean anew) {
        registration.nodeIsRegistered(anew);
    }

    void end() {
        registration.end();
    }
}
