package io.catena.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the client knows of the chain: the newest layout it has seen, and which servers answer ({@link Standing}). A server
 * that does not is passed over for a while if there is another, because any server passes a call on to the right one. The
 * servers that the application named are never forgotten: the addresses that members announce may be out of reach from
 * here. Thread-safe.
 */
final class Topology {
    private final List<ServerAddress> named;
    private final ReadRouting readRouting = new ReadRouting();
    private final Standing standing = new Standing();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile View view;
    private volatile boolean stale = true;

    /**
     * @param layout null until one was seen
     * @param servers all that are worth asking, the members first
     */
    private record View(Layout layout, List<ServerAddress> servers) {}

    Topology(List<ServerAddress> named) {
        this.named = List.copyOf(new LinkedHashSet<>(named));
        this.view = new View(null, this.named);
    }

    ServerAddress writeTarget() {
        View now = view;
        ServerAddress head =
                now.layout == null ? null : now.layout.members().get(0).address();
        return head != null && !standing.isAvoided(head) ? head : standing.best(now.servers);
    }

    ServerAddress readTarget() {
        View now = view;
        ServerAddress member =
                now.layout == null ? null : readRouting.choose(now.layout, server -> !standing.isAvoided(server));
        return member == null ? standing.best(now.servers) : member;
    }

    /** The server has answered a batch of reads. */
    void readAnswered(ServerAddress server, long nanos) {
        readRouting.answered(server, nanos);
    }

    /** All that are worth asking, the most promising ones first. */
    List<ServerAddress> servers() {
        return standing.bestFirst(view.servers);
    }

    /** Whether there is another server to ask than the one that is being asked. */
    boolean hasChoice() {
        return view.servers.size() > 1;
    }

    /** Each known server has failed lately, and none of them answered in any way. */
    boolean nobodyAnswers() {
        return standing.areAllDead(view.servers);
    }

    /** Why the latest server that was found dead was so; null if none was. */
    Problem latestDeath() {
        return standing.latestDeath();
    }

    /** No connection to the server could be made, or it keeps silent. */
    void dead(ServerAddress server, Problem why) {
        standing.dead(server, why);
        stale = true;
    }

    /** The server answers, and cannot serve just now. */
    void unsettled(ServerAddress server) {
        standing.unsettled(server);
        stale = true;
    }

    /** The server has answered as it should. */
    void served(ServerAddress server) {
        standing.served(server);
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
            learned(learned);
        }
        refreshing.set(false);
    }

    /** A server has told a layout; null, or an older one than the known, is left alone. */
    synchronized void learned(Layout learned) {
        Layout known = view.layout;
        if (learned == null || learned.members().isEmpty() || known != null && learned.epoch() <= known.epoch()) {
            return;
        }
        Set<ServerAddress> servers = new LinkedHashSet<>();
        learned.members().forEach(member -> servers.add(member.address()));
        servers.addAll(named);
        view = new View(learned, List.copyOf(servers));
        standing.retain(servers);
        readRouting.retain(servers);
    }
}
