package io.catena.server.chain;

import java.util.ArrayDeque;

/** How long rounds take until they are back. What its link does not bring back is not measured. */
final class RoundTime {
    /** So many rounds tell how slow a hop is: one may be slow by chance, and would count for seconds. */
    static final int ENOUGH_ROUNDS = 3;
    /** So many can be under way; further ones are not measured. */
    private static final int MAX_OPEN = 64;

    private final RecentAverage average;
    /** What is under way, oldest first. */
    private final ArrayDeque<Round> open = new ArrayDeque<>();
    /** The highest round of this epoch that has gone: one that is repeated has been on its way for longer. */
    private long gone;
    /** The round that came back last, and how long it was away; 0 if none has. */
    private long backRound;

    private long awayNanos;

    private record Round(long number, long beganNanos) {}

    /** @param enough with fewer rounds in a window nothing is said about it */
    RoundTime(int enough, long nowNanos) {
        average = new RecentAverage(enough, nowNanos);
    }

    void goes(long round, long nowNanos) {
        if (round > gone && open.size() < MAX_OPEN) {
            open.addLast(new Round(round, nowNanos));
        }
        gone = Math.max(gone, round);
    }

    /**
     * This round is back, and with it those before it, of which it is not known when they were.
     *
     * @param notCountedNanos so much of its time is not to count; below 0 if that is not known, so that nothing counts
     */
    void isBack(long round, long notCountedNanos, long nowNanos) {
        while (isOpen(round)) {
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

    /** All rounds up to this one are back only now. */
    void areBack(long upTo, long nowNanos) {
        while (isOpen(upTo)) {
            average.add(nowNanos - open.removeFirst().beganNanos());
        }
    }

    private boolean isOpen(long upTo) {
        return !open.isEmpty() && open.peekFirst().number() <= upTo;
    }

    /** How long this round was away; below 0 if that is not known. */
    long awayNanos(long round) {
        return round == backRound && round > 0 ? awayNanos : -1;
    }

    /** What is under way may never come back. */
    void forget() {
        open.clear();
    }

    /** Rounds are numbered anew. */
    void epochBegins() {
        forget();
        gone = 0;
        backRound = 0;
    }

    long millis(long nowNanos) {
        return average.millis(nowNanos, !open.isEmpty());
    }
}
