package io.catena.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Which servers have answered lately and which are dead, whatever chain they were asked for, and so in which order to ask them:
 * first the server that served last, then those that have not failed lately, then those that have, the longest ago first, so
 * that each server is asked again although others keep silent. Thread-safe.
 */
final class Standing {
    /** How long a dead server is not asked if there is another; doubled each time it is dead again. */
    private static final long DEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(1000);
    /** At most 16 s: a server that is asked so rarely costs little, also if it can never be reached. */
    private static final int MAX_DOUBLINGS = 4;
    /**
     * A server's latest failure.
     *
     * @param deaths how often in a row the server was found dead, each time after it had been avoided; 0 if it answered
     */
    record Failure(long nanos, long avoidUntilNanos, int deaths) {
        /** Of a server that has answered. */
        static Failure passing(long avoidNanos) {
            long now = System.nanoTime();
            return new Failure(now, now + avoidNanos, 0);
        }

        boolean isOver() {
            return avoidUntilNanos - System.nanoTime() <= 0;
        }
    }

    private final Map<ServerAddress, Failure> failures = new ConcurrentHashMap<>();
    private volatile ServerAddress servedLast;
    private volatile Problem latestDeath;

    void served(ServerAddress server) {
        if (!server.equals(servedLast)) {
            servedLast = server;
        }
        answered(server);
    }

    /** Null if none has served. */
    ServerAddress servedLast() {
        return servedLast;
    }

    /** To be called when the server has answered, though perhaps with an error: it is not dead. */
    void answered(ServerAddress server) {
        if (!failures.isEmpty()) {
            failures.remove(server);
        }
    }

    void dead(ServerAddress server, Problem why) {
        latestDeath = why;
        long now = System.nanoTime();
        failures.compute(server, (same, before) -> {
            if (before != null && before.deaths > 0 && !before.isOver()) {
                return new Failure(now, before.avoidUntilNanos, before.deaths);
            }
            int deaths = before == null ? 1 : before.deaths + 1;
            return new Failure(now, now + (DEAD_NANOS << Math.min(deaths - 1, MAX_DOUBLINGS)), deaths);
        });
    }

    /** Why the server was dead that was found dead last; null if none was. */
    Problem latestDeath() {
        return latestDeath;
    }

    /** Null unless the server was found dead, and has not answered since. */
    Failure failure(ServerAddress server) {
        return failures.get(server);
    }

    boolean areAllDead(List<ServerAddress> servers) {
        for (ServerAddress server : servers) {
            Failure failure = failures.get(server);
            if (failure == null || failure.isOver()) {
                return false;
            }
        }
        return true;
    }

    /** Those that most likely answer first. */
    List<ServerAddress> bestFirst(List<ServerAddress> servers) {
        return inOrder(servers, servedLast, failures::get);
    }

    /**
     * @param servedLast null if none has served
     * @param failures null for a server that has not failed lately
     */
    static List<ServerAddress> inOrder(
            List<ServerAddress> servers, ServerAddress servedLast, Function<ServerAddress, Failure> failures) {
        List<ServerAddress> good = new ArrayList<>();
        List<Map.Entry<ServerAddress, Failure>> failed = new ArrayList<>();
        for (ServerAddress server : servers) {
            Failure failure = failures.apply(server);
            if (failure != null) {
                failed.add(Map.entry(server, failure));
            } else if (server.equals(servedLast)) {
                good.add(0, server);
            } else {
                good.add(server);
            }
        }
        long now = System.nanoTime();
        failed.sort(Comparator.<Map.Entry<ServerAddress, Failure>, Boolean>comparing(
                        entry -> !entry.getValue().isOver())
                .thenComparingLong(entry -> entry.getValue().nanos - now));
        failed.forEach(entry -> good.add(entry.getKey()));
        return good;
    }

    void retain(Set<ServerAddress> servers) {
        failures.keySet().retainAll(servers);
    }
}
