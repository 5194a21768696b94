package io.catena.server.trace;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Key;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.Sessions;
import io.catena.server.chain.StoreReader;
import io.catena.server.chain.StoredState;
import io.catena.server.chain.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes down one life of a replica, line by line. The replica reads the store through {@link #reader}, and each step is told
 * when it is done. For the thread that owns the replica.
 */
public final class ReplicaTrace {
    private final LineCodec codec = new LineCodec();
    private final Consumer<String> lines;
    private final List<Line.LookedUp> lookedUp = new ArrayList<>();

    /** @param lines takes each line, without its end */
    public ReplicaTrace(
            Consumer<String> lines,
            int chain,
            String clusterId,
            Member self,
            ReplicaSettings settings,
            StoredState stored,
            long nowNanos) {
        this.lines = lines;
        Sessions sessions = stored.sessions();
        write(new Line.Begin(
                chain, clusterId, self, settings, stored, sessions.maxSessions(), sessions.maxBytes(), nowNanos));
    }

    /** The store, whose answers are taken down. */
    public StoreReader reader(StoreReader store) {
        return key -> looked(key, store.get(key));
    }

    private Versioned looked(Key key, Versioned value) {
        lookedUp.add(new Line.LookedUp(key, value));
        return value;
    }

    /** The replica has been told an event, and these effects followed. */
    public void stepped(long nowNanos, Event event, List<Effect> effects) {
        step(nowNanos, event, effects, null);
    }

    /** A rule of the protocol was broken when the replica was told an event. */
    public void broke(long nowNanos, Event event, String rule) {
        step(nowNanos, event, List.of(), rule);
    }

    private void step(long nowNanos, Event event, List<Effect> effects, String rule) {
        write(new Line.Step(nowNanos, event, List.copyOf(lookedUp), codec.effects(effects), rule));
        lookedUp.clear();
    }

    private void write(Line line) {
        lines.accept(codec.text(line));
    }
}
