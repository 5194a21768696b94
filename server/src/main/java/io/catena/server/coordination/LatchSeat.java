package io.catena.server.coordination;

import io.catena.server.controller.loop.Candidate;
import io.catena.server.controller.loop.Seat;
import io.catena.server.coordination.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.threads.LastResort;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.Watcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A place in Curator's {@link LeaderLatch} under the session policy: leadership is kept while the connection is suspended
 * and given up when the session is lost. Every call blocks until its outcome is known, and is made by one thread.
 */
final class LatchSeat implements Seat {
    private static final Logger LOG = LoggerFactory.getLogger(LatchSeat.class);

    private final Cluster cluster;
    /** What stands in this node's place in the latch. */
    private final String candidacy;

    private final TermZnode termZnode;
    private final Candidate candidate;
    private final List<String> watchedPaths;
    private final Runnable changed;
    private final Watcher watcher;
    private final Watcher termWatcher;
    private LeaderLatch latch;
    /** The session in which the watches were set; 0 if none are. */
    private long watchedSession;

    /**
     * Takes no place yet.
     *
     * @param candidacy what the place is to say of whose it is
     * @param candidate hinted when what the controller goes by has changed
     * @param changed called when the place may be the first, or a newer term may have begun
     */
    LatchSeat(
            Cluster cluster,
            ChainZnodes chain,
            String nodeId,
            String candidacy,
            Candidate candidate,
            Runnable changed) {
        this.cluster = cluster;
        this.candidacy = candidacy;
        this.candidate = candidate;
        this.changed = changed;
        this.termZnode = new TermZnode(cluster, nodeId);
        this.watchedPaths = List.of(
                cluster.znodes().nodes(),
                cluster.znodes().chain(chain.chain()),
                cluster.znodes().settings());
        this.watcher = event -> LastResort.guarded(candidate::hint).run();
        this.termWatcher = event -> LastResort.guarded(changed).run();
    }

    @Override
    public void take(Consumer<Rank> then) {
        try {
            if (latch == null) {
                latch = openLatch();
            }
            then.accept(latch.hasLeadership() ? Rank.FIRST : Rank.BEHIND);
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("the election could not be entered; trying again", e);
            then.accept(Rank.UNKNOWN);
        }
    }

    private LeaderLatch openLatch() throws ZooKeeperUnavailable {
        LeaderLatch opened = new LeaderLatch(cluster.client(), cluster.znodes().election(), candidacy);
        opened.addListener(
                new LeaderLatchListener() {
                    @Override
                    public void isLeader() {
                        changed.run();
                    }

                    @Override
                    public void notLeader() {
                        changed.run();
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

    @Override
    public void begin(Consumer<Begun> then) {
        String place = latch.getOurPath();
        if (place == null) {
            then.accept(new Begun(OptionalInt.empty(), false));
            return;
        }
        try {
            then.accept(new Begun(termZnode.begin(place), true));
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("whether a term has begun is not known; trying again", e);
            then.accept(new Begun(OptionalInt.empty(), false));
        }
    }

    /**
     * Only the controller watches all nodes, reports and settings, so that a change of them wakes one process and not all. It
     * watches for a newer term too: a controller that has nothing to write would not find out that it is one no more.
     */
    @Override
    public void watch(Consumer<Boolean> then) {
        boolean watching = true;
        try {
            long session = cluster.calls().sessionId();
            if (session != watchedSession) {
                for (String path : watchedPaths) {
                    cluster.calls().watch(path, AddWatchMode.PERSISTENT_RECURSIVE, watcher);
                }
                cluster.calls().watch(cluster.znodes().controllerEpoch(), AddWatchMode.PERSISTENT, termWatcher);
                watchedSession = session;
                candidate.hint();
            }
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("watches could not be set; trying again", e);
            watching = false;
        }
        then.accept(watching);
    }

    @Override
    public void newestTerm(Consumer<OptionalInt> then) {
        OptionalInt newest = OptionalInt.empty();
        try {
            newest = OptionalInt.of(termZnode.newest());
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("the newest term cannot be read; trying again", e);
        }
        then.accept(newest);
    }

    @Override
    public void unwatch() {
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

    @Override
    public void leave() {
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
