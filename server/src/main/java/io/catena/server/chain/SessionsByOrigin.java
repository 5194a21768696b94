package io.catena.server.chain;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** Sessions of one kind in the order in which they are forgotten (E8). No session may change while it is in here. */
final class SessionsByOrigin {
    static final Comparator<Session> BY_AGE =
            Comparator.comparingLong(Session::lastVersion).thenComparingLong(session -> session.number);

    private final TreeSet<Session> byAge = new TreeSet<>(BY_AGE);
    private final Map<Long, Holding> byOrigin = new HashMap<>();
    /** The origin that holds most comes first; of equal ones, the one with the oldest session. */
    private final TreeSet<Holding> byCount =
            new TreeSet<>(Comparator.comparingInt(Holding::count).reversed().thenComparing(Holding::oldest, BY_AGE));

    private final TreeSet<Holding> byBytes =
            new TreeSet<>(Comparator.comparingLong(Holding::bytes).reversed().thenComparing(Holding::oldest, BY_AGE));

    private final ToLongFunction<Session> size;
    private long bytes;

    /** @param size the bytes of a session that count here */
    SessionsByOrigin(ToLongFunction<Session> size) {
        this.size = size;
    }

    /** The sessions of one origin. */
    private static final class Holding {
        private final TreeSet<Session> byAge = new TreeSet<>(BY_AGE);
        private long bytes;

        int count() {
            return byAge.size();
        }

        long bytes() {
            return bytes;
        }

        Session oldest() {
            return byAge.first();
        }
    }

    int size() {
        return byAge.size();
    }

    /** Bytes of all sessions. */
    long bytes() {
        return bytes;
    }

    void add(Session session) {
        byAge.add(session);
        Holding holding = byOrigin.computeIfAbsent(session.origin, origin -> new Holding());
        leavesItsPlace(holding);
        holding.byAge.add(session);
        holding.bytes += size.applyAsLong(session);
        takesItsPlace(holding);
        bytes += size.applyAsLong(session);
    }

    void remove(Session session) {
        byAge.remove(session);
        Holding holding = byOrigin.get(session.origin);
        leavesItsPlace(holding);
        holding.byAge.remove(session);
        holding.bytes -= size.applyAsLong(session);
        if (holding.byAge.isEmpty()) {
            byOrigin.remove(session.origin);
        } else {
            takesItsPlace(holding);
        }
        bytes -= size.applyAsLong(session);
    }

    private void leavesItsPlace(Holding holding) {
        if (!holding.byAge.isEmpty()) {
            byCount.remove(holding);
            byBytes.remove(holding);
        }
    }

    private void takesItsPlace(Holding holding) {
        byCount.add(holding);
        byBytes.add(holding);
    }

    /**
     * The session that has not written for longest: of the origin with most sessions, if it has more than {@code
     * count}, else of all.
     */
    Session nextBeyond(int count) {
        Holding most = byCount.first();
        return most.count() > count ? most.oldest() : byAge.first();
    }

    /** The same by the bytes of sessions. */
    Session nextBeyondBytes(long ofOrigin) {
        Holding most = byBytes.first();
        return most.bytes() > ofOrigin ? most.oldest() : byAge.first();
    }
}
