package io.catena.server.trace;

import com.fasterxml.jackson.databind.JsonNode;
import io.catena.server.chain.Event;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.StoredState;
import java.util.List;

/** One line of a trace. */
public sealed interface Line {
    /**
     * A life begins.
     *
     * @param maxSessions the most sessions that it may keep
     * @param maxSessionBytes the most bytes that its sessions may have
     */
    record Begin(
            int chain,
            String clusterId,
            Member self,
            ReplicaSettings settings,
            StoredState stored,
            int maxSessions,
            long maxSessionBytes,
            long nowNanos)
            implements Line {}

    /**
     * An event was passed to the life that began last.
     *
     * @param effects the effects that followed
     * @param broken the rule of the protocol that was broken; null if none was
     */
    record Step(long nowNanos, Event event, List<JsonNode> effects, String broken) implements Line {}
}
