package io.catena.server.trace;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Replica;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.StoredState;
import java.util.List;

/**
 * Passes the events of a trace to replicas of this build, one life after the other, and compares their effects with
 * those in the trace.
 */
public final class Replay {
    private final LineCodec codec = new LineCodec();
    private Replica replica;

    /**
     * The result of a line.
     *
     * @param difference what this build did differently; null if it did the same
     */
    public record Done(Line line, String difference) {}

    /** @throws TraceException if the text is no line of a trace, or if it is a step before the beginning of a life */
    public Done line(String text) throws TraceException {
        Line line = codec.line(text);
        if (line instanceof Line.Begin begin) {
            begin(begin);
            return new Done(line, null);
        }
        if (replica == null) {
            throw new TraceException("it must begin with the beginning of a life", null);
        }
        return new Done(line, step((Line.Step) line));
    }

    private void begin(Line.Begin begin) {
        StoredState stored = begin.stored();
        SessionTable sessions = new SessionTable(begin.maxSessions(), begin.maxSessionBytes());
        sessions.restoreAll(stored.sessions().encodeAll());
        StoredState bounded = new StoredState(
                stored.lineage(),
                stored.epoch(),
                stored.applied(),
                stored.firstLogSeq(),
                stored.pending(),
                sessions,
                stored.partialSnapshot(),
                stored.exactFrom());
        replica = new Replica(
                begin.chain(), begin.clusterId(), begin.self(), begin.settings(), bounded, begin.nowNanos());
    }

    private String step(Line.Step step) {
        try {
            List<Effect> effects = replica.step(step.nowNanos(), step.event());
            String expected = step.broken() == null ? step.effects().toString() : "broken: " + step.broken();
            String done = codec.effects(effects).toString();
            return done.equals(expected) ? null : "did " + done + ", not " + expected;
        } catch (Invariant.Broken e) {
            return e.getMessage().equals(step.broken()) ? null : "broke a rule: " + e.getMessage();
        }
    }
}
