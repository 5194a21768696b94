package io.catena.simulation.planted;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Key;
import io.catena.server.storage.ReplicaStore;
import io.catena.simulation.committed.ExpectedData;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a life is asked to read, so that a planted fault can tell something else. */
public final class PendingReads {
    private final Map<Long, List<Key>> keys = new HashMap<>();

    public void asked(Event event) {
        if (event instanceof Event.Read read) {
            keys.put(read.ticket(), read.keys());
        }
    }

    /** What clients are told instead: the newest of the log, whether it is committed or not. */
    public Effect newest(Effect effect, ReplicaStore store) {
        if (effect instanceof Effect.ReadsAnswered answered && keys.containsKey(answered.ticket())) {
            List<Key> asked = keys.remove(answered.ticket());
            return new Effect.ReadsAnswered(
                    answered.ticket(),
                    asked.stream().map(key -> ExpectedData.newest(store, key)).toList());
        }
        return effect;
    }
}
