package io.catena.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where the calls of one chain go: by the newest layout of the chain that the client has seen, and by which of its servers can
 * serve the chain at present ({@link ChainStanding}). Thread-safe.
 */
final class ChainRoute {
    private final int number;
    private final Topology topology;
    private final ChainStanding standing;
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile View view;
    /** The layout is to be asked for with the next batch. */
    private volatile boolean stale = true;

    /**
     * @param layout null until a layout was seen
     * @param servers the members, then the servers that the application named
     */
    private record View(Layout layout, List<ServerAddress> servers) {}

    /** @param number of the chain, 1 or more */
    ChainRoute(int number, Topology topology, ChainStanding standing) {
        this.number = number;
        this.topology = topology;
        this.standing = standing;
        this.view = new View(null, topology.named());
    }

    int number() {
        return number;
    }

    ServerAddress writeTarget() {
        View now = view;
        ServerAddress head =
                now.layout == null ? null : now.layout.members().get(0).address();
        return head != null && !standing.isAvoided(head) ? head : best(now);
    }

    ServerAddress readTarget() {
        View now = view;
        ServerAddress member =
                now.layout == null ? null : topology.readMember(now.layout, server -> !standing.isAvoided(server));
        return member == null ? best(now) : member;
    }

    /** Any server passes a call on; those of the chain know it best. */
    private ServerAddress best(View now) {
        ServerAddress own = standing.best(now.servers);
        if (!standing.isAvoided(own)) {
            return own;
        }
        ServerAddress any = standing.best(topology.servers());
        return standing.isAvoided(any) ? own : any;
    }

    /** Those of the chain and those that the application named; those that most likely answer first. */
    List<ServerAddress> servers() {
        return standing.bestFirst(view.servers);
    }

    /** To be called when the server answers that it cannot serve the chain at present. */
    void unsettled(ServerAddress server) {
        standing.unsettled(server);
        stale = true;
    }

    /** To be called when the server has answered a batch of the chain. */
    void served(ServerAddress server) {
        standing.served(server);
        topology.answered();
    }

    /** To be called when a connection could not be made or broke: the membership may have changed. */
    void suspectChange() {
        stale = true;
    }

    void sawEpoch(long epoch) {
        Layout layout = view.layout;
        if (layout == null || epoch > layout.epoch()) {
            stale = true;
        }
    }

    /** Whether the caller is to ask for the layout. If so, it must call {@link #refreshed} with the answer. */
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
            topology.learned(learned);
        }
        refreshing.set(false);
    }

    /** A layout that is not newer than the known one changes nothing. */
    synchronized void learned(Layout learned) {
        Layout known = view.layout;
        if (learned.members().isEmpty() || known != null && learned.epoch() <= known.epoch()) {
            return;
        }
        Set<ServerAddress> before = known == null ? Set.of() : members(known);
        Set<ServerAddress> after = members(learned);
        Set<ServerAddress> servers = new LinkedHashSet<>(after);
        servers.addAll(topology.named());
        view = new View(learned, List.copyOf(servers));
        standing.retain(servers);
        topology.replaced(before, after);
    }

    private static Set<ServerAddress> members(Layout layout) {
        Set<ServerAddress> members = new LinkedHashSet<>();
        layout.members().forEach(member -> members.add(member.address()));
        return members;
    }
}
