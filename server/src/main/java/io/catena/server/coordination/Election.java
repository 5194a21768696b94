package io.catena.server.coordination;

import io.catena.server.controller.loop.Candidate;
import io.catena.server.coordination.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.threads.HintedLoop;
import io.catena.server.threads.LastResort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.Watcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for election as the controller of one chain.
 *
 * <p>Leadership is Curator's {@link LeaderLatch} under the session policy: it is kept while the connection is suspended and
 * given up when the session is lost. So two nodes may believe that they are the controller at once, and that is
 * harmless: whoever is elected begins a term, by a write to the controller's epoch on condition that its own place in
 * the latch is still there, and every write of a controller is conditional on its term being the newest. The latch
 * is there to have one controller at most times; the terms are what keeps an old one from changing anything.
 *
 * <p>The candidate is called on this class's own thread, its hints on ZooKeeper's.
 */
public final class Election implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Election.class);
    private static final long RETRY_MILLIS = 200;
    private static final int NO_TERM = -1;

    private final Cluster cluster;
    /** What stands in this node's place in the latch. */
    private final String candidacy;

    private final Candidate candidate;
    private final Terms terms;
    private final List<String> watchedPaths;
    private final HintedLoop loop;
    private final Watcher watcher;
    private final Watcher termWatcher;
    private final ConnectionStateListener connectionListener = (client, state) ->
            LastResort.guarded(() -> connectionChanged(state)).run();
    /** The candidate has found its term to be over. */
    private volatile boolean termLost;
    /** The loop's own: the present latch, the present term, and the session in which the watches were set. */
    private LeaderLatch latch;

    private int term = NO_TERM;
    private long watchedSession;

    /** @param address where this process answers when it is asked whether it is there */
    public Election(Cluster cluster, ChainZnodes chain, String nodeId, String address, Candidate candidate) {
        this.cluster = cluster;
        this.candidacy =
                new String(cluster.codec().encode(new ZnodeCodec.Candidacy(nodeId, address)), StandardCharsets.UTF_8);
        this.candidate = candidate;
        this.terms = new Terms(cluster, nodeId);
        this.watchedPaths = List.of(
                cluster.znodes().nodes(),
                cluster.znodes().chain(chain.chain()),
                cluster.znodes().settings());
        this.watcher = event -> LastResort.guarded(candidate::hint).run();
        this.loop = new HintedLoop(
                "catena-election-" + nodeId, this::step, e -> LOG.error("a step of the election failed", e));
        this.termWatcher = event -> LastResort.guarded(loop::hint).run();
    }

    /** Begins to stand. */
    public void start() {
        cluster.client().getConnectionStateListenable().addListener(connectionListener, Runnable::run);
        loop.start();
        loop.hint();
    }

    /** The candidate has found that a newer term has begun. Any thread; returns at once. */
    public void termLost() {
        termLost = true;
        loop.hint();
    }

    /** Stands no longer; somebody else may be elected at once. */
    @Override
    public void close() {
        cluster.client().getConnectionStateListenable().removeListener(connectionListener);
        loop.close();
        depose();
        closeLatch();
    }

    private void connectionChanged(ConnectionState state) {
        if (state.isConnected()) {
            candidate.zooKeeperReturned();
        }
        loop.hint();
    }

    private long step() {
        try {
            if (latch == null) {
                latch = openLatch();
            }
            if (termLost) {
                termLost = false;
                term = NO_TERM;
                unwatch();
                return standAnew();
            }
            if (!latch.hasLeadership()) {
                depose();
                return HintedLoop.UNTIL_HINTED;
            }
            if (term == NO_TERM) {
                return beginTerm();
            }
            watch();
            if (terms.newest() != term) {
                depose();
                return standAnew();
            }
            return HintedLoop.UNTIL_HINTED;
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("ZooKeeper does not answer; trying again", e);
            return RETRY_MILLIS;
        }
    }

    private LeaderLatch openLatch() throws ZooKeeperUnavailable {
        LeaderLatch opened = new LeaderLatch(cluster.client(), cluster.znodes().election(), candidacy);
        opened.addListener(
                new LeaderLatchListener() {
                    @Override
                    public void isLeader() {
                        loop.hint();
                    }

                    @Override
                    public void notLeader() {
                        loop.hint();
                    }
                },
                Runnable::run);
        try {
            opened.start();
        } catch (Exception e) {
            throw new ZooKeeperUnavailable("the election could not be entered", e);
        }
        return opened;
    }

    /** Goes to the back of the queue, after a pause: the place in the latch may be gone without its noticing. */
    private long standAnew() {
        closeLatch();
        return RETRY_MILLIS;
    }

    private long beginTerm() throws ZooKeeperUnavailable {
        String place = latch.getOurPath();
        if (place == null) {
            return RETRY_MILLIS;
        }
        OptionalInt begun = terms.begin(place);
        if (begun.isEmpty()) {
            return standAnew();
        }
        watch();
        term = begun.getAsInt();
        LOG.info("elected as the controller, term {}", term);
        candidate.elected(term);
        return 0;
    }

    /**
     * Only the controller watches all nodes, reports and settings, so that a change of them wakes one process and not all. It
     * watches for a newer term too: a controller that has nothing to write would not find out that it is one no more.
     */
    private void watch() throws ZooKeeperUnavailable {
        long session = cluster.calls().sessionId();
        if (session == watchedSession) {
            return;
        }
        for (String path : watchedPaths) {
            cluster.calls().watch(path, AddWatchMode.PERSISTENT_RECURSIVE, watcher);
        }
        cluster.calls().watch(cluster.znodes().controllerEpoch(), AddWatchMode.PERSISTENT, termWatcher);
        watchedSession = session;
        candidate.hint();
    }

    private void depose() {
        if (term == NO_TERM) {
            return;
        }
        term = NO_TERM;
        candidate.deposed();
        LOG.info("no longer the controller");
        unwatch();
    }

    private void unwatch() {
        watchedSession = 0;
        watchedPaths.forEach(path -> unwatch(path, watcher));
        unwatch(cluster.znodes().controllerEpoch(), termWatcher);
    }

    private void unwatch(String path, Watcher which) {
        try {
            cluster.calls().unwatch(path, which);
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("a watch goes with its session", e);
        }
    }

    private void closeLatch() {
        if (latch == null) {
            return;
        }
        try {
            latch.close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("the latch could not be closed; it goes with the session", e);
        }
        latch = null;
    }
}
