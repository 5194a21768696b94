package io.catena.server.chain;

import java.util.ArrayDeque;

/** How long rounds take until they are back. What its link does not bring back is not measured. */
final class RoundTime {
    private static final int ENOUGH_ROUNDS = 1;
    /** Nobody waits for more: the oldest of them are lost. */
    private static final int MAX_OPEN = 64;

    private final RecentAverage average;
    /** What is under way, oldest first. */
    private final ArrayDeque<Round> open = new ArrayDeque<>();
    /** The round that came back last, and how long it was away; 0 if none has. */
    private long backRound;

    private long awayNanos;

    private record Round(long number, long beganNanos) {}

    RoundTime(long nowNanos) {
        average = new RecentAverage(ENOUGH_ROUNDS, nowNanos);
    }

    void goes(long round, long nowNanos) {
        if (open.size() < MAX_OPEN) {
            open.addLast(new Round(round, nowNanos));
        }
    }

    /**
     * This round is back, and with it those before it, of which it is not known when they were.
     *
     * @param notCountedNanos so much of its time is not to count; below 0 if that is not known, so that nothing counts
     */
    void isBack(long round, long notCountedNanos, long nowNanos) {
        while (!open.isEmpty() && open.peekFirst().number() <= round) {
            Round first = open.removeFirst();
            if (first.number() == round) {
                backRound = round;
                awayNanos = nowNanos - first.beganNanos();
                if (notCountedNanos >= 0) {
                    average.add(Math.max(0, awayNanos - notCountedNanos));
                }
            }
        }
    }

    /** How long this round was away; below 0 if that is not known. */
    long awayNanos(long round) {
        return round == backRound && round > 0 ? awayNanos : -1;
    }

    /** What is under way may never come back, or under another epoch's number. */
    void forget() {
        open.clear();
        backRound = 0;
    }

    long millis(long nowNanos) {
        return average.millis(nowNanos, !open.isEmpty());
    }
}
