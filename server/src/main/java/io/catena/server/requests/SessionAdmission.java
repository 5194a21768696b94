package io.catena.server.requests;

import java.util.concurrent.TimeUnit;

/**
 * Whether an origin may open a session (E10). Each origin may open 1,000 at once and 100 a second: each opening is a
 * write in the log of all members. All origins together may not open as many within seconds as the cluster keeps
 * either, since each one that is too much costs a client its session. The few that every origin may open and the
 * further ones are counted apart, so that a dozen origins that open as many as they may leave room for an origin that
 * wants one.
 *
 * <p>Not replicated: only the head's node opens sessions, and what follows a change of heads begins anew.
 */
public final class SessionAdmission {
    /** Each origin may open this number at once, */
    public static final int AT_ONCE = 1_000;
    /** and this number each second. */
    public static final int PER_SECOND = 100;

    private static final int FEW_AT_ONCE = 10;
    private static final int FEW_PER_SECOND = 1;
    private static final int ALL_FEW_AT_ONCE = 3_000;
    private static final int ALL_FEW_PER_SECOND = 50;
    private static final int FURTHER_AT_ONCE = 2_000;
    private static final int FURTHER_PER_SECOND = 100;
    private static final long ALL = 0;

    private final OpeningRate ofOrigin = new OpeningRate(AT_ONCE, PER_SECOND);
    private final OpeningRate fewOfOrigin = new OpeningRate(FEW_AT_ONCE, FEW_PER_SECOND);
    private final OpeningRate fewOfAll = new OpeningRate(ALL_FEW_AT_ONCE, ALL_FEW_PER_SECOND);
    private final OpeningRate furtherOfAll = new OpeningRate(FURTHER_AT_ONCE, FURTHER_PER_SECOND);

    /**
     * What comes of the wish to open one. Counted if it is granted.
     *
     * @param waitMillis how long to wait before it is asked again; 0 if it is granted
     * @param ofOrigin whether the origin itself has opened too many
     */
    public record Verdict(long waitMillis, boolean ofOrigin) {
        public boolean isGranted() {
            return waitMillis == 0;
        }
    }

    /** @param origin its {@code machineOf} of {@link Requests.Ports} */
    Verdict ask(long origin, long nowNanos) {
        long ownNanos = ofOrigin.waitNanos(origin, nowNanos);
        if (ownNanos > 0) {
            return new Verdict(millis(ownNanos), true);
        }
        boolean few = fewOfOrigin.waitNanos(origin, nowNanos) == 0;
        OpeningRate all = few ? fewOfAll : furtherOfAll;
        long allNanos = all.waitNanos(ALL, nowNanos);
        if (allNanos > 0) {
            return new Verdict(millis(allNanos), false);
        }
        if (few) {
            fewOfOrigin.count(origin, nowNanos);
        }
        ofOrigin.count(origin, nowNanos);
        all.count(ALL, nowNanos);
        return new Verdict(0, true);
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
    }
}
