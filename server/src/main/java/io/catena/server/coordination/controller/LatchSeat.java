package io.catena.server.coordination.controller;

import io.catena.server.controller.loop.Candidate;
import io.catena.server.controller.loop.Seat;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.threads.LastResort;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A place in Curator's {@link LeaderLatch} under the session policy: leadership is kept while the connection is
 * suspended, and given up when the session is lost. Every call blocks until its outcome is known; one thread makes all
 * calls.
 */
final class LatchSeat implements Seat {
    private static final Logger LOG = LoggerFactory.getLogger(LatchSeat.class);

    private final Cluster cluster;
    /** The content of this node's place in the latch. */
    private final String candidacy;

    private final TermZnode termZnode;
    private final Candidate candidate;
    private final List<String> watchedPaths;
    private final Runnable changed;
    private final Watcher watcher;
    private final Watcher termWatcher;
    private LeaderLatch latch;
    /** The session in which the watches were set; 0 if none are set. */
    private long watchedSession;

    /**
     * Takes no place yet.
     *
     * @param candidacy the content of the place, which says whose it is
     * @param candidate is hinted when what the controller depends on has changed
     * @param changed is called when the place may be the first, or a newer term may have begun
     */
    LatchSeat(Cluster cluster, String nodeId, String candidacy, Candidate candidate, Runnable changed) {
        this.cluster = cluster;
        this.candidacy = candidacy;
        this.candidate = candidate;
        this.changed = changed;
        this.termZnode = new TermZnode(cluster, nodeId);
        this.watchedPaths = List.of(
                cluster.znodes().nodes(),
                cluster.znodes().chains(),
                cluster.znodes().settings(),
                cluster.znodes().departures());
        this.watcher = event -> LastResort.guarded(() -> hint(event)).run();
        this.termWatcher = event -> LastResort.guarded(changed).run();
    }

    private void hint(WatchedEvent event) {
        OptionalInt chain = cluster.znodes().chainOf(event.getPath());
        if (chain.isPresent()) {
            candidate.hint(chain.getAsInt());
        } else if (cluster.znodes().departures().equals(event.getPath())) {
            candidate.hintOfDepartures();
        } else {
            candidate.hint();
        }
    }

    @Override
    public void take(Consumer<Rank> then) {
        try {
            if (latch == null) {
                latch = openLatch();
            }
            then.accept(latch.hasLeadership() ? Rank.FIRST : Rank.BEHIND);
        } catch (ZooKeeperUnavailable e) {
            LOG.debug("cannot take part in the election; trying again", e);
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
            throw new ZooKeeperUnavailable("cannot take part in the election", e);
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
            LOG.debug("whether a term has begun is unknown; trying again", e);
            then.accept(new Begun(OptionalInt.empty(), false));
        }
    }

    /**
     * Only the controller watches all nodes, reports, settings and departures, so that a change of them wakes one process and not
     * all. It also watches for a newer term: a controller that has nothing to write would else not notice that another
     * one was elected.
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
            LOG.debug("cannot set watches; trying again", e);
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
            LOG.debug("cannot read the newest term; trying again", e);
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
            LOG.debug("cannot remove a watch; it ends with its session", e);
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
            LOG.debug("cannot close the latch; it ends with the session", e);
        }
        latch = null;
    }
}
