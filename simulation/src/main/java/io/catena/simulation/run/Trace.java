package io.catena.simulation.run;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What has happened in a run, in lines for people. The lines are made only if they are wanted. */
public final class Trace {
    private static final int KEPT = 400;

    private final boolean on;
    private final Consumer<String> sink;
    private final Timeline timeline;
    private final ArrayDeque<String> last = new ArrayDeque<>();

    Trace(Timeline timeline, boolean on, Consumer<String> sink) {
        this.timeline = timeline;
        this.on = on;
        this.sink = sink;
    }

    /** Whether lines are wanted: ask before making an expensive one. */
    public boolean on() {
        return on;
    }

    public void line(String where, String format, Object... arguments) {
        if (!on) {
            return;
        }
        String line = String.format(
                Locale.ROOT,
                "%13.6f %-4s %s",
                timeline.nowNanos() / 1e9,
                where,
                String.format(Locale.ROOT, format, arguments));
        last.addLast(line);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
        sink.accept(line);
    }

    public List<String> last() {
        return List.copyOf(last);
    }
}
