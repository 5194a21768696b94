package io.catena.client;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Which servers are to be asked for one chain: the {@link Standing} of all chains, and which servers have answered that they
 * cannot serve this chain at present. Those may serve others. Thread-safe.
 */
final class ChainStanding {
    /** Time to ask another server once. */
    private static final long UNSETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Standing standing;
    private final Map<ServerAddress, Standing.Failure> unsettled = new ConcurrentHashMap<>();
    private volatile ServerAddress servedLast;

    ChainStanding(Standing standing) {
        this.standing = standing;
    }

    void served(ServerAddress server) {
        standing.served(server);
        if (!server.equals(servedLast)) {
            servedLast = server;
        }
        if (!unsettled.isEmpty()) {
            unsettled.remove(server);
        }
    }

    /** To be called when the server answers that it cannot serve the chain at present: it is not asked for 0.1 s. */
    void unsettled(ServerAddress server) {
        standing.answered(server);
        unsettled.put(server, Standing.Failure.passing(UNSETTLED_NANOS));
    }

    boolean isAvoided(ServerAddress server) {
        Standing.Failure failure = failure(server);
        return failure != null && !failure.isOver();
    }

    private Standing.Failure failure(ServerAddress server) {
        Standing.Failure dead = standing.failure(server);
        return dead == null ? unsettled.get(server) : dead;
    }

    ServerAddress best(List<ServerAddress> servers) {
        ServerAddress last = lastServer();
        return last != null && !isAvoided(last) && servers.contains(last)
                ? last
                : bestFirst(servers).get(0);
    }

    /** Those that most likely answer first. */
    List<ServerAddress> bestFirst(List<ServerAddress> servers) {
        return Standing.inOrder(servers, lastServer(), this::failure);
    }

    private ServerAddress lastServer() {
        return servedLast == null ? standing.servedLast() : servedLast;
    }

    void retain(Set<ServerAddress> servers) {
        unsettled.keySet().retainAll(servers);
    }
}
