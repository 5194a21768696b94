package io.catena.client;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All servers that can be asked: the members of all chains whose layouts are known, then those that the application named. A
 * chain that changes costs as much as it has members, and as much as there are servers only if one comes or goes. Thread-safe.
 */
final class KnownServers {
    private final List<ServerAddress> named;
    /** How many chains have the server as a member. Guarded by this object. */
    private final Map<ServerAddress, Integer> chainsOf = new LinkedHashMap<>();

    private volatile List<ServerAddress> all;

    KnownServers(List<ServerAddress> named) {
        this.named = List.copyOf(new LinkedHashSet<>(named));
        this.all = this.named;
    }

    List<ServerAddress> named() {
        return named;
    }

    List<ServerAddress> all() {
        return all;
    }

    /**
     * To be called when a chain has other members than before.
     *
     * @return whether a server may have come or gone
     */
    synchronized boolean replace(Collection<ServerAddress> before, Collection<ServerAddress> after) {
        boolean changes = false;
        for (ServerAddress server : before) {
            changes |= chainsOf.merge(server, -1, KnownServers::sumOrNone) == null;
        }
        for (ServerAddress server : after) {
            changes |= chainsOf.merge(server, 1, KnownServers::sumOrNone) == 1;
        }
        if (changes) {
            Set<ServerAddress> known = new LinkedHashSet<>(chainsOf.keySet());
            known.addAll(named);
            all = List.copyOf(known);
        }
        return changes;
    }

    /** Null, which removes the server, if no chain has it. */
    private static Integer sumOrNone(Integer count, Integer more) {
        return count + more == 0 ? null : count + more;
    }
}
