package io.catena.server.chain;

import java.util.ArrayDeque;

/** Measures how long rounds take until they are back (H7). A round that does not come back is not measured. */
final class RoundTime {
    /**
     * The number of rounds that tell how slow a hop is: a single one may be slow by chance, and would count for
     * seconds.
     */
    static final int ENOUGH_ROUNDS = 3;
    /** Limit of rounds under way; further ones are not measured. */
    private static final int MAX_OPEN = 64;

    private final RecentAverage average;
    /** The rounds under way, oldest first. */
    private final ArrayDeque<Round> open = new ArrayDeque<>();
    /** The highest round of this epoch that was sent: a round that is repeated has been on its way for longer. */
    private long gone;
    /** The round that came back last, and how long it was away; 0 if none came back. */
    private long backRound;

    private long awayNanos;

    private record Round(long number, long beganNanos) {}

    /** @param enough with fewer rounds in a window there is no average of it */
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
     * This round is back, and with it the rounds before it, whose times are not known.
     *
     * @param notCountedNanos the part of its time that does not count; below 0 if unknown, and then the round does not
     *     count
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

    /**
     * All rounds up to this one are back only now.
     *
     * @param notCountedNanos the part of the time of each that does not count
     */
    void areBack(long upTo, long notCountedNanos, long nowNanos) {
        while (isOpen(upTo)) {
            average.add(Math.max(0, nowNanos - open.removeFirst().beganNanos() - notCountedNanos));
        }
    }

    private boolean isOpen(long upTo) {
        return !open.isEmpty() && open.peekFirst().number() <= upTo;
    }

    /** How long this round was away; below 0 if that is not known. */
    long awayNanos(long round) {
        return round == backRound && round > 0 ? awayNanos : -1;
    }

    /** The rounds under way may never come back. */
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
