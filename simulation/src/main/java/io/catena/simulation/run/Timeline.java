package io.catena.simulation.run;

import java.util.PriorityQueue;

/** Simulated time, and what is to happen in it. Events of the same nanosecond happen in the order of their scheduling. */
public final class Timeline {
    private static final long MILLISECOND = 1_000_000;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowNanos = 1;
    private long scheduled;
    private long happened;

    private record Event(long atNanos, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime == 0 ? Long.compare(order, other.order) : byTime;
        }
    }

    public static long millis(long millis) {
        return millis * MILLISECOND;
    }

    public long nowNanos() {
        return nowNanos;
    }

    /** How many events have happened. */
    public long happened() {
        return happened;
    }

    public void after(long delayNanos, Runnable action) {
        at(nowNanos + Math.max(0, delayNanos), action);
    }

    public void at(long atNanos, Runnable action) {
        events.add(new Event(Math.max(nowNanos, atNanos), scheduled++, action));
    }

    /** Lets everything happen up to a time. */
    public void runUntil(long endNanos) {
        while (!events.isEmpty() && events.peek().atNanos <= endNanos) {
            Event event = events.poll();
            nowNanos = event.atNanos;
            happened++;
            event.action.run();
        }
        nowNanos = Math.max(nowNanos, endNanos);
    }
}
