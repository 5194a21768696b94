package io.catena.server.trace;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.StoredState;
import java.util.List;

/**
 * Takes down one life of a replica, line by line: each step is told when it is done. For the thread that owns the replica.
 */
public final class ReplicaTrace {
    /** Where a trace goes. */
    @FunctionalInterface
    public interface Lines {
        /**
         * Takes a line, without its end.
         *
         * @return whether more are wanted
         */
        boolean add(String line);

        /** Returns when what was taken is where it is to be, or after a few seconds. */
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

    /** The replica has been told an event, and these effects followed. */
    public void stepped(long nowNanos, Event event, List<Effect> effects) {
        step(nowNanos, event, effects, null);
    }

    /** A rule of the protocol was broken when the replica was told an event. */
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
