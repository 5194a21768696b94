package io.catena.server.trace;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Protocol;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.ReplicaView;
import java.util.List;

/** A replica of which each step is taken down. */
public final class TracedReplica implements Protocol {
    private final Protocol replica;
    private final ReplicaTrace trace;

    public TracedReplica(Protocol replica, ReplicaTrace trace) {
        this.replica = replica;
        this.trace = trace;
    }

    @Override
    public List<Effect> step(long nowNanos, Event event) {
        try {
            List<Effect> effects = replica.step(nowNanos, event);
            trace.stepped(nowNanos, event, effects);
            return effects;
        } catch (Invariant.Broken e) {
            trace.broke(nowNanos, event, e.getMessage());
            throw e;
        }
    }

    @Override
    public boolean isQuiet() {
        return replica.isQuiet();
    }

    @Override
    public boolean awaitsDisk() {
        return replica.awaitsDisk();
    }

    @Override
    public ReplicaReport report() {
        return replica.report();
    }

    @Override
    public ReplicaView view() {
        return replica.view();
    }

    @Override
    public long hopMillis(long nowNanos) {
        return replica.hopMillis(nowNanos);
    }

    @Override
    public long completionMillis(long nowNanos) {
        return replica.completionMillis(nowNanos);
    }
}
