package io.catena.client;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * Chooses the member of the chain to which a read goes; each member may answer it. Of two members drawn at random it takes
 * the one whose latest answers were faster, so that all are used and a slow one is used little. Some reads go to a member
 * drawn at random, so that a member that was slow is found when it is fast again. Thread-safe.
 */
final class ReadRouting {
    /** How much the newest answer weighs in what is known of a member. */
    private static final double NEWEST = 0.2;
    /** One read in 64 goes to a member drawn at random. */
    private static final int EXPLORE = 64;

    /** How long each server's latest answers took, in nanoseconds, as a moving average. */
    private final Map<ServerAddress, Double> recentNanos = new ConcurrentHashMap<>();

    /** To be called when a server has answered a batch of reads. */
    void answered(ServerAddress server, long nanos) {
        recentNanos.merge(server, (double) nanos, (old, now) -> old + NEWEST * (now - old));
    }

    /** Null if no member is usable. */
    ServerAddress choose(Layout layout, Predicate<ServerAddress> usable) {
        List<ServerAddress> members = layout.members().stream()
                .map(Layout.Member::address)
                .filter(usable)
                .toList();
        if (members.size() < 2) {
            return members.isEmpty() ? null : members.get(0);
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int first = random.nextInt(members.size());
        ServerAddress one = members.get(first);
        ServerAddress other = members.get((first + 1 + random.nextInt(members.size() - 1)) % members.size());
        return random.nextInt(EXPLORE) == 0 || nanos(one) <= nanos(other) ? one : other;
    }

    /** A member that was never asked counts as fast. */
    private double nanos(ServerAddress server) {
        return recentNanos.getOrDefault(server, 0.0);
    }

    void retain(Iterable<ServerAddress> servers) {
        recentNanos.keySet().removeIf(known -> {
            for (ServerAddress server : servers) {
                if (server.equals(known)) {
                    return false;
                }
            }
            return true;
        });
    }
}
