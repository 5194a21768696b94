package io.catena.cli;

import java.util.concurrent.TimeUnit;

/** Tells how far a move of replicas or chains is, and how long it takes at the pace so far. */
final class MovePace {
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Of fewer no pace can be told. */
    private static final int LEAST_MOVED = 2;

    private final String what;
    private final long startNanos;
    private long toldNanos;
    private int most;
    private int told = -1;

    /** @param what moves, one of them */
    MovePace(String what, long nowNanos) {
        this.what = what;
        this.startNanos = nowNanos;
        this.toldNanos = nowNanos;
    }

    /** What is to be told now: when the number has changed, and every five seconds; null if nothing is. */
    String line(int left, long nowNanos) {
        most = Math.max(most, left);
        if (left == told && nowNanos - toldNanos < LINE_NANOS) {
            return null;
        }
        told = left;
        toldNanos = nowNanos;
        return left + " of " + most + " " + what + (most == 1 ? "" : "s") + " left" + estimate(left, nowNanos);
    }

    private String estimate(int left, long nowNanos) {
        int moved = most - left;
        if (left == 0 || moved < LEAST_MOVED) {
            return "";
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds((nowNanos - startNanos) / moved * left);
        return ", about " + Math.max(1, seconds) + " s more at the pace so far";
    }
}
