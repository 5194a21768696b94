package io.catena.server.coordination;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.loop.Probe;
import io.catena.server.coordination.CoordinationException.MalformedZnode;
import io.catena.server.coordination.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.ZooKeeperCalls.Znode;
import io.catena.server.threads.HintedLoop;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a controller's place in the election away when its process is gone, so that the next candidate follows at once
 * and not only when the dead one's session ends. Every node does this for as long as it has reason to doubt, since the
 * controller that should act on its suspicion may be the very node that died, and once when it starts, since it may
 * follow upon its own earlier process, or begin with all the others after all have died.
 *
 * <p>Being wrong does no harm: whoever loses its place while it lives finds its term over, since the next one's is
 * newer, and stands anew. Only the one place that was looked at is deleted, never another of the same node. But two that
 * do not hear each other must not unseat each other in turns, or no controller keeps its term for as long as it takes to
 * find out which of them is to go: so a node that has unseated one for its silence has twice the patience with the next,
 * and so on, until it has no more doubts.
 *
 * <p>One thread of its own asks ZooKeeper and the process; {@link #doubts} only leaves word for it.
 */
public final class Unseating implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Unseating.class);
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final long PROBE_MILLIS = 1_000;
    /** Patience ends at so many times the suspicion time. */
    private static final long MOST_TIMES = 16;

    private final Cluster cluster;
    private final ProcessProbe probe;
    private final long suspicionNanos;
    private final HintedLoop loop;
    private volatile boolean doubts;
    /** Whether the first look is over: the loop's own. */
    private boolean hasLooked;
    /** The place whose process says nothing, and since when: the loop's own. */
    private String silentPath = "";

    private long silentSinceNanos;
    /** For how long a process may say nothing: the loop's own. */
    private long patienceNanos;

    /** Asks a process whether it is there, whichever life its replica lives. */
    @FunctionalInterface
    public interface ProcessProbe {
        /** As {@link Probe#ask}; gone is only who refuses the connection or is another node. */
        CompletableFuture<ProbeAnswer> ask(String nodeId, String address);
    }

    /** The first place in the election. */
    private record Place(String path, Znode znode) {
        long session() {
            return znode.stat().getEphemeralOwner();
        }
    }

    /** @param suspicionMillis after so long without an answer a process counts as gone */
    public Unseating(Cluster cluster, String nodeId, ProcessProbe probe, long suspicionMillis) {
        this.cluster = cluster;
        this.probe = probe;
        this.suspicionNanos = TimeUnit.MILLISECONDS.toNanos(suspicionMillis);
        this.patienceNanos = suspicionNanos;
        this.loop = new HintedLoop(
                "catena-unseating-" + nodeId, this::step, e -> LOG.error("looking at the controller failed", e));
    }

    /** Starts the thread, and looks once. */
    public void start() {
        loop.start();
        loop.hint();
    }

    /** Whether this node has reason to doubt that the controller is there. Any thread; returns at once. */
    public void doubts(boolean now) {
        doubts = now;
        if (now) {
            loop.hint();
        }
    }

    @Override
    public void close() {
        loop.close();
    }

    private long step() throws InterruptedException {
        if (hasLooked && !doubts) {
            silentPath = "";
            patienceNanos = suspicionNanos;
            return HintedLoop.UNTIL_HINTED;
        }
        try {
            Optional<Place> first = firstPlace();
            if (first.isPresent() && isGone(first.get())) {
                unseat(first.get());
                return 0;
            }
            hasLooked = true;
        } catch (ZooKeeperUnavailable | MalformedZnode e) {
            LOG.debug("who the controller is cannot be read now", e);
        }
        return LOOK_AGAIN_MILLIS;
    }

    /** Places end in numbers of equal length, given by ZooKeeper in the order of their making. */
    private Optional<Place> firstPlace() throws ZooKeeperUnavailable {
        String parent = cluster.znodes().election();
        Optional<String> first = cluster.calls().children(parent).stream()
                .min(Comparator.comparing(name -> name.substring(name.lastIndexOf('-') + 1)));
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String path = parent + "/" + first.get();
        return cluster.calls().read(path).map(znode -> new Place(path, znode));
    }

    private boolean isGone(Place place) throws ZooKeeperUnavailable, MalformedZnode, InterruptedException {
        if (place.session() == cluster.calls().sessionId()) {
            return false;
        }
        ZnodeCodec.Candidacy candidacy =
                cluster.codec().candidacy(place.path(), place.znode().data());
        if (isLeftover(place, candidacy)) {
            return true;
        }
        long askedNanos = System.nanoTime();
        return switch (ask(candidacy)) {
            case GONE -> true;
            case ALIVE -> {
                silentPath = "";
                yield false;
            }
            case SILENT -> isSilentForLong(place, askedNanos);
        };
    }

    /** Whether the node has registered since, in another session: then whoever made this place has no more use for it. */
    private boolean isLeftover(Place place, ZnodeCodec.Candidacy candidacy) throws ZooKeeperUnavailable {
        Optional<Znode> registration = cluster.calls().read(cluster.znodes().node(candidacy.nodeId()));
        return registration
                .map(Znode::stat)
                .filter(stat -> stat.getEphemeralOwner() != place.session()
                        && stat.getCzxid() > place.znode().stat().getCzxid())
                .isPresent();
    }

    private ProbeAnswer ask(ZnodeCodec.Candidacy candidacy) throws InterruptedException {
        try {
            return probe.ask(candidacy.nodeId(), candidacy.address()).get(PROBE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return ProbeAnswer.SILENT;
        }
    }

    private boolean isSilentForLong(Place place, long askedNanos) {
        if (!silentPath.equals(place.path())) {
            silentPath = place.path();
            silentSinceNanos = askedNanos;
        }
        if (System.nanoTime() - silentSinceNanos < patienceNanos) {
            return false;
        }
        patienceNanos = Math.min(2 * patienceNanos, MOST_TIMES * suspicionNanos);
        return true;
    }

    private void unseat(Place place) throws ZooKeeperUnavailable {
        boolean unseated =
                cluster.calls().delete(place.path(), place.znode().stat().getVersion());
        if (unseated) {
            LOG.warn("the controller is gone; its place in the election is free for the next");
        }
    }
}
