package io.catena.server.trace;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Protocol;
import io.catena.server.chain.ProtocolAround;
import java.util.List;

/** A replica each of whose steps is recorded. */
public final class TracedReplica extends ProtocolAround {
    private final ReplicaTrace trace;

    public TracedReplica(Protocol replica, ReplicaTrace trace) {
        super(replica);
        this.trace = trace;
    }

    @Override
    public List<Effect> step(long nowNanos, Event event) {
        try {
            List<Effect> effects = super.step(nowNanos, event);
            trace.stepped(nowNanos, event, effects);
            return effects;
        } catch (Invariant.Broken e) {
            trace.broke(nowNanos, event, e.getMessage());
            throw e;
        }
    }
}
