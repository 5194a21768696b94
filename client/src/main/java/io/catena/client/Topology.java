package io.catena.client;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the client knows of the chain: the newest layout it has seen, and which servers have disappointed it lately. A
 * server that did is passed over for a while if there is another, because any server passes a call on to the right one.
 * The servers that the application named are never forgotten. Thread-safe.
 */
final class Topology {
    /** Long enough to spare the callers a dead server, short enough to come back soon to one that was restarted. */
    private static final long DEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(1000);
    /** A server that cannot serve just now: ask another once, then this one again. */
    private static final long UNSETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<ServerAddress> named;
    private final ReadRouting readRouting = new ReadRouting();
    private final Map<ServerAddress, Long> avoidUntilNanos = new ConcurrentHashMap<>();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile View view;
    private volatile boolean stale = true;

    /**
     * @param layout null until one was seen
     * @param servers all that are worth asking, the members first
     */
    private record View(Layout layout, List<ServerAddress> servers) {}

    Topology(List<ServerAddress> named) {
        this.named = List.copyOf(named);
        this.view = new View(null, this.named);
    }

    ServerAddress writeTarget() {
        View now = view;
        return firstUsable(
                now, now.layout == null ? null : now.layout.members().get(0).address());
    }

    ServerAddress readTarget() {
        View now = view;
        ServerAddress member = now.layout == null ? null : readRouting.choose(now.layout, server -> !isAvoided(server));
        return member == null ? firstUsable(now, null) : member;
    }

    /** The server has answered a batch of reads. */
    void readAnswered(ServerAddress server, long nanos) {
        readRouting.answered(server, nanos);
    }

    /** All that are worth asking, the usable ones first. */
    List<ServerAddress> servers() {
        List<ServerAddress> usable = new ArrayList<>();
        List<ServerAddress> avoided = new ArrayList<>();
        for (ServerAddress server : view.servers) {
            (isAvoided(server) ? avoided : usable).add(server);
        }
        usable.addAll(avoided);
        return usable;
    }

    private ServerAddress firstUsable(View now, ServerAddress preferred) {
        if (preferred != null && !isAvoided(preferred)) {
            return preferred;
        }
        ServerAddress soonest = null;
        long soonestNanos = 0;
        for (ServerAddress server : now.servers) {
            Long until = avoidUntilNanos.get(server);
            if (until == null || until - System.nanoTime() <= 0) {
                return server;
            }
            if (soonest == null || until - soonestNanos < 0) {
                soonest = server;
                soonestNanos = until;
            }
        }
        return soonest;
    }

    private boolean isAvoided(ServerAddress server) {
        Long until = avoidUntilNanos.get(server);
        return until != null && until - System.nanoTime() > 0;
    }

    void dead(ServerAddress server) {
        avoid(server, DEAD_NANOS);
    }

    void unsettled(ServerAddress server) {
        avoid(server, UNSETTLED_NANOS);
    }

    private void avoid(ServerAddress server, long nanos) {
        avoidUntilNanos.put(server, System.nanoTime() + nanos);
        stale = true;
    }

    /** The server has answered as it should. */
    void served(ServerAddress server) {
        if (!avoidUntilNanos.isEmpty()) {
            avoidUntilNanos.remove(server);
        }
    }

    /** A connection broke: perhaps the membership has changed. */
    void suspectChange() {
        stale = true;
    }

    void sawEpoch(long epoch) {
        Layout layout = view.layout;
        if (layout == null || epoch > layout.epoch()) {
            stale = true;
        }
    }

    /** Whether the caller shall ask for the layout now; then it must call {@link #refreshed} after that. */
    boolean claimRefresh() {
        if (!stale || !refreshing.compareAndSet(false, true)) {
            return false;
        }
        stale = false;
        return true;
    }

    /** @param learned null if the server could not tell */
    void refreshed(Layout learned) {
        if (learned == null) {
            stale = true;
        } else {
            adopt(learned);
        }
        refreshing.set(false);
    }

    private synchronized void adopt(Layout learned) {
        Layout known = view.layout;
        if (learned.members().isEmpty() || known != null && learned.epoch() <= known.epoch()) {
            return;
        }
        Set<ServerAddress> servers = new LinkedHashSet<>();
        learned.members().forEach(member -> servers.add(member.address()));
        servers.addAll(named);
        view = new View(learned, List.copyOf(servers));
        avoidUntilNanos.keySet().retainAll(servers);
        readRouting.retain(servers);
    }
}
