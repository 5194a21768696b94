package io.catena.server.trace;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.StoredState;
import java.util.List;

/** Records one life of a replica, one line for each step. For the thread that owns the replica. */
public final class ReplicaTrace {
    /** The destination of a trace. */
    @FunctionalInterface
    public interface Lines {
        /**
         * Takes one line, without a line end.
         *
         * @return false if no further lines are wanted
         */
        boolean add(String line);

        /** Returns when all lines that were taken have been written, or after a few seconds. */
        default void flush() {}
    }

    private final LineCodec codec = new LineCodec();
    private final Lines lines;
    private boolean over;

    public ReplicaTrace(
            Lines lines,
            int chain,
            String clusterId,
            Member self,
            ReplicaSettings settings,
            StoredState stored,
            long nowNanos) {
        this.lines = lines;
        SessionTable sessions = stored.sessions();
        write(new Line.Begin(
                chain, clusterId, self, settings, stored, sessions.maxSessions(), sessions.maxBytes(), nowNanos));
    }

    /** To be called when the replica has been passed an event; these effects followed. */
    public void stepped(long nowNanos, Event event, List<Effect> effects) {
        step(nowNanos, event, effects, null);
    }

    /** To be called when the replica has broken a rule of the protocol while it was passed an event. */
    public void broke(long nowNanos, Event event, String rule) {
        step(nowNanos, event, List.of(), rule);
        lines.flush();
    }

    private void step(long nowNanos, Event event, List<Effect> effects, String rule) {
        if (!over) {
            write(new Line.Step(nowNanos, event, codec.effects(effects), rule));
        }
    }

    private void write(Line line) {
        over = !lines.add(codec.text(line));
    }
}
