package io.catena.server.chain;

/** How long rounds take until they are back. One at a time is measured; what its link does not bring back is not. */
final class RoundTime {
    private static final int ENOUGH_ROUNDS = 1;

    private final RecentAverage average;
    /** The round that is being measured; 0 if none is. */
    private long round;

    private long beganNanos;

    RoundTime(long nowNanos) {
        average = new RecentAverage(ENOUGH_ROUNDS, nowNanos);
    }

    void goes(long newRound, long nowNanos) {
        if (round == 0) {
            round = newRound;
            beganNanos = nowNanos;
        }
    }

    /** Rounds up to this one are back. */
    void isBack(long upTo, long nowNanos) {
        if (round != 0 && round <= upTo) {
            average.add(nowNanos - beganNanos);
            round = 0;
        }
    }

    /** The round that is being measured may never come back, or under another epoch's number. */
    void forget() {
        round = 0;
    }

    long millis(long nowNanos) {
        return average.millis(nowNanos, round != 0);
    }
}
