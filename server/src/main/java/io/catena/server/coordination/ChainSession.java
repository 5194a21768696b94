package io.catena.server.coordination;

import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Health;
import io.catena.server.coordination.CoordinationException.MalformedZnode;
import io.catena.server.coordination.CoordinationException.ZooKeeperUnavailable;
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
 * One chain's part in a node's session: keeps the present life of its replica registered, with its report, and tells the
 * replica what changes. It belongs to {@link NodeSession}'s thread, and to nothing of another chain.
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
     * Registers a life as soon as the node is registered, and keeps it registered while it has its place. Returns at once.
     *
     * @param first what it reports to begin with
     * @param registered called on the session's thread, once
     */
    public void register(Member life, ReplicaReport first, Runnable registered) {
        registration.register(life, first, () -> {
            LOG.info("chain {}: registered as {}", chain.chain(), life);
            registered.run();
        });
    }

    /** States what the controller is to know of the present life. Returns at once; only the last statement counts. */
    public void report(ReplicaReport report) {
        registration.report(report);
    }

    /** States how the node's disk does. Returns at once; only the last statement counts. */
    public void report(Health health) {
        registration.report(health);
    }

    /** Who stands where, as last read; it may be old, above all while there is no connection. */
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
            LOG.debug("who has a place cannot be read now", e);
            newest = new ReplicaRegistration.Newest(false, Optional.empty());
        }
        then.accept(newest);
    }

    List<String> watchedPaths() {
        List<String> paths = new ArrayList<>(news.watchedPaths());
        paths.add(znode.path());
        return paths;
    }

    /** The path may have changed. Any thread. */
    void doubt(String path) {
        news.doubt(path);
        if (path.equals(znode.path())) {
            registration.doubt();
        }
    }

    /** Anything may have changed. */
    void doubtAll() {
        news.doubtAll();
    }

    /** Reads what is in doubt and tells what is new. */
    void readNews() throws ZooKeeperUnavailable {
        news.read();
    }

    /** The node has been found registered. */
    void nodeIsRegistered() {
        registration.doubt();
    }

    void end() {
        registration.end();
    }
}
