package io.catena.server.replica;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Protocol;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.ReplicaView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;

/** A protocol that does what a test says, and takes down what it is told. */
public final class PlayedReplica implements Protocol {
    public final List<Event> events = new ArrayList<>();
    public Function<Event, List<Effect>> does = event -> List.of();
    /** What it shows of itself; null if no test looks at it. */
    public ReplicaView view;

    @Override
    public List<Effect> step(long nowNanos, Event event) {
        events.add(event);
        return does.apply(event);
    }

    /** The kinds of events that it was told. */
    public List<String> told() {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    @Override
    public boolean isQuiet() {
        return true;
    }

    @Override
    public boolean awaitsDisk() {
        return false;
    }

    @Override
    public boolean takesWrites() {
        return view().position() == 0;
    }

    @Override
    public ReplicaReport report() {
        return new ReplicaReport(1, 1, 0, 0, 0, false, 0, new TreeSet<>(), false);
    }

    @Override
    public ReplicaView view() {
        return Objects.requireNonNull(view);
    }

    @Override
    public long hopMillis(long nowNanos) {
        return 0;
    }

    @Override
    public long completionMillis(long nowNanos) {
        return 0;
    }
}
