package io.catena.server.coordination.controller;

import io.catena.server.coordination.Alarms;
import io.catena.server.coordination.ZnodeDecoder;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decodes znodes. For a znode that cannot be decoded, the last content that could be decoded holds, with an alarm, as
 * long as the znode has not been created again. For one thread.
 */
final class LastUnderstood<T> {
    private final Alarms alarms;
    private final ZnodeDecoder<T> decoder;
    private final Map<String, Understood<T>> byPath = new HashMap<>();

    private record Understood<T>(long createdZxid, T value) {}

    LastUnderstood(Alarms alarms, ZnodeDecoder<T> decoder) {
        this.alarms = alarms;
        this.decoder = decoder;
    }

    /** Empty if this znode has never been decoded. */
    Optional<T> of(String path, Znode znode) {
        long createdZxid = znode.stat().getCzxid();
        try {
            byPath.put(path, new Understood<>(createdZxid, decoder.decode(path, znode.data())));
        } catch (MalformedZnode e) {
            alarms.raise(path, znode.stat().getMzxid(), e.getMessage());
        }
        return Optional.ofNullable(byPath.get(path))
                .filter(understood -> understood.createdZxid() == createdZxid)
                .map(Understood::value);
    }

    /** Forgets all other znodes. */
    void retain(Set<String> paths) {
        byPath.keySet().retainAll(paths);
    }
}
