package io.catena.server.chain;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The answers that clients may still ask for again (design.md section 8; compare Ongaro's thesis, section 6.3). A
 * function of the log alone: replicas that have applied the same records hold the same sessions, because a session is
 * forgotten by the order of the log (the one that has not written for longest goes) and never by a clock.
 */
public final class Sessions {
    /** With more sessions than this, the one that has not written for longest is forgotten. */
    public static final int MAX_SESSIONS = 10_000;

    private static final Comparator<Session> BY_AGE =
            Comparator.comparingLong(Session::lastVersion).thenComparingLong(session -> session.number);

    private final int maxSessions;
    private final Map<Long, Session> byNumber = new HashMap<>();
    private final TreeSet<Session> byAge = new TreeSet<>(BY_AGE);

    public Sessions() {
        this(MAX_SESSIONS);
    }

    Sessions(int maxSessions) {
        this.maxSessions = maxSessions;
    }

    /** Whether the sessions can tell what became of this write, or that it is new. */
    public boolean knows(WriteId id) {
        Session session = byNumber.get(id.session());
        return session != null && !session.hasForgotten(id.request());
    }

    /** The answer to the write if it was seen before, valid once its version is committed; else null. */
    public WriteAnswer answerTo(WriteId id) {
        Session session = byNumber.get(id.session());
        return session == null ? null : session.answerTo(id.request());
    }

    /**
     * Takes note of a record. Doing it twice is the same as once.
     *
     * @return the numbers of the sessions that have changed, those forgotten included
     */
    public SortedSet<Long> apply(LogRecord record) {
        SortedSet<Long> changed = new TreeSet<>();
        List<LoggedWrite> writes = record.writes();
        for (int i = 0; i < writes.size(); i++) {
            LoggedWrite write = writes.get(i);
            if (write.kind() == LoggedWrite.Kind.OPEN_SESSION) {
                open(record.versionOf(i), changed);
            } else if (write.id() != null) {
                note(write, record.versionOf(i), changed);
            }
        }
        return changed;
    }

    private void open(long number, SortedSet<Long> changed) {
        if (!byNumber.containsKey(number)) {
            add(new Session(number));
        }
        changed.add(number);
        forgetOldest(changed);
    }

    private void note(LoggedWrite write, long version, SortedSet<Long> changed) {
        Session session = byNumber.get(write.id().session());
        if (session == null) {
            return;
        }
        changed.add(session.number);
        if (version <= session.lastVersion()) {
            session.note(write, version);
            return;
        }
        byAge.remove(session);
        session.note(write, version);
        byAge.add(session);
    }

    private void add(Session session) {
        byNumber.put(session.number, session);
        byAge.add(session);
    }

    private void forgetOldest(SortedSet<Long> changed) {
        while (byNumber.size() > maxSessions) {
            Session oldest = byAge.pollFirst();
            byNumber.remove(oldest.number);
            changed.add(oldest.number);
        }
    }

    /** How many sessions are remembered. */
    public int size() {
        return byNumber.size();
    }

    /** One session's encoded form, for {@link #restore}; null if it is forgotten. */
    public byte[] encode(long number) {
        Session session = byNumber.get(number);
        return session == null ? null : session.encode();
    }

    /** Adds a session that {@link #encode} made. */
    public void restore(byte[] encoded) {
        add(Session.decode(encoded));
    }

    /** All sessions in one array, for {@link #decodeAll}. */
    public byte[] encodeAll() {
        List<byte[]> all = new ArrayList<>(byAge.size());
        int size = 0;
        for (Session session : byAge) {
            byte[] encoded = session.encode();
            all.add(encoded);
            size += 4 + encoded.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        for (byte[] encoded : all) {
            out.putInt(encoded.length).put(encoded);
        }
        return out.array();
    }

    /** The sessions that {@link #encodeAll} wrote. */
    public static Sessions decodeAll(byte[] encoded) {
        Sessions sessions = new Sessions();
        ByteBuffer in = ByteBuffer.wrap(encoded);
        while (in.hasRemaining()) {
            byte[] one = new byte[in.getInt()];
            in.get(one);
            sessions.restore(one);
        }
        return sessions;
    }

    /** An independent copy. */
    public Sessions copy() {
        Sessions copy = new Sessions(maxSessions);
        for (Session session : byAge) {
            copy.restore(session.encode());
        }
        return copy;
    }
}
