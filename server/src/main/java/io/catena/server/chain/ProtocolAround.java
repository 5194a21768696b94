package io.catena.server.chain;

import java.util.List;

/** A protocol around another one: passes all calls on, so that a subclass has only the methods in which it differs. */
public abstract class ProtocolAround implements Protocol {
    private final Protocol inner;

    protected ProtocolAround(Protocol inner) {
        this.inner = inner;
    }

    @Override
    public List<Effect> step(long nowNanos, Event event) {
        return inner.step(nowNanos, event);
    }

    @Override
    public boolean isQuiet() {
        return inner.isQuiet();
    }

    @Override
    public boolean awaitsDisk() {
        return inner.awaitsDisk();
    }

    @Override
    public boolean takesWrites() {
        return inner.takesWrites();
    }

    @Override
    public ReplicaReport report() {
        return inner.report();
    }

    @Override
    public ReplicaView view() {
        return inner.view();
    }

    @Override
    public long hopMillis(long nowNanos) {
        return inner.hopMillis(nowNanos);
    }

    @Override
    public long completionMillis(long nowNanos) {
        return inner.completionMillis(nowNanos);
    }
}
