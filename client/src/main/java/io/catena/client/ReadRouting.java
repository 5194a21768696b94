package io.catena.client;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * Which member of the chain a read goes to: any may answer it. Of two members drawn by lot the one that has answered
 * faster of late, so that all are used and a slow one little; every now and then any of them, so that one that was slow
 * is found out to be fast again. Thread-safe.
 */
final class ReadRouting {
    /** How much the newest answer weighs in what is known of a member. */
    private static final double NEWEST = 0.2;
    /** One read in so many goes anywhere. */
    private static final int EXPLORE = 64;

    /** For each server how long its answers took of late, in nanoseconds. */
    private final Map<ServerAddress, Double> nanosOfLate = new ConcurrentHashMap<>();

    /** A server has answered a batch of reads. */
    void answered(ServerAddress server, long nanos) {
        nanosOfLate.merge(server, (double) nanos, (old, now) -> old + NEWEST * (now - old));
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

    /** Who was never asked counts as fast. */
    private double nanos(ServerAddress server) {
        return nanosOfLate.getOrDefault(server, 0.0);
    }

    void retain(Iterable<ServerAddress> servers) {
        nanosOfLate.keySet().removeIf(known -> {
            for (ServerAddress server : servers) {
                if (server.equals(known)) {
                    return false;
                }
            }
            return true;
        });
    }
}
