package io.catena.server.chain;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The answers that clients may still ask for again (E4; compare Ongaro's thesis, section 6.3). A function of the log
 * alone (E3): replicas that have applied the same records hold the same sessions, because a session is forgotten by the
 * order of the log and never by a clock.
 *
 * <p>Which one is forgotten (E7): if there are too many, one that has never written, while those are more than a tenth;
 * else one that has written. If they take too many bytes, first the previous values of the origin that holds most of
 * those, session by session: of such an answer only the value is missing then. When there are no more of them, one
 * session that has written. Of these it is one of the origin that holds most of the kind, if that is more than a
 * hundredth of what there may be; else any (E8). Of them it is the one that has not written for longest. So openings of
 * one origin never drive out sessions that others use, and an origin that uses many sessions loses its own first, also
 * beside others that do the same.
 *
 * <p>A session is looked up by its number, which is a secret of 63 random bits (E1), in a hash table. The time of a
 * look-up may show an attacker into which bucket of the table a number falls, and so a few bits of a number that he has
 * sent himself. It never shows a prefix of a number that he does not know, as a comparison byte by byte would.
 */
public final class SessionTable {
    /** With more sessions than this, one is forgotten (E6); the same at all replicas (P5). */
    public static final int MAX_SESSIONS = 10_000;
    /**
     * The same if all of them together, encoded, take more bytes than this. Only previous values and sessions that have
     * written are forgotten for it, and never those of the session that has written last. So this session, and the
     * headers of sessions that have not written, may take more.
     */
    public static final long MAX_BYTES = 8 << 20;

    /** The part of the sessions for those that have never written: one of this number. */
    private static final int NEW_SHARE = 10;
    /** An origin that holds more than one part of this number of the limit is the first to lose some (E8). */
    private static final int ORIGIN_SHARE = 100;

    private final int maxSessions;
    /** Limit of sessions that have never written while there are too many sessions: new clients need a place (E7). */
    private final int maxNew;

    private final long maxBytes;
    private final Map<Long, Session> byNumber = new HashMap<>();
    private final SessionsByOrigin neverWritten = new SessionsByOrigin(Session::bytes);
    private final SessionsByOrigin written = new SessionsByOrigin(Session::bytes);
    /** The sessions that keep previous values, by the bytes of these. */
    private final SessionsByOrigin withValues = new SessionsByOrigin(Session::previousBytes);

    /** The newest write that was noted. Its session is never forgotten, so this can be found from the sessions. */
    private long noted;

    public SessionTable() {
        this(MAX_SESSIONS, MAX_BYTES);
    }

    /**
     * @param maxSessions 2 or more; the same at all replicas
     * @param maxBytes the same at all replicas
     */
    public SessionTable(int maxSessions, long maxBytes) {
        this.maxSessions = maxSessions;
        this.maxNew = Math.max(1, maxSessions / NEW_SHARE);
        this.maxBytes = maxBytes;
    }

    /** Limit of the sessions that are kept. */
    public int maxSessions() {
        return maxSessions;
    }

    /** Limit of the bytes of all sessions. */
    public long maxBytes() {
        return maxBytes;
    }

    /** Whether the sessions can say what became of this write, or that it is new. */
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
     * Notes a record. Writes that were noted before, one by one or in what {@link #decodeAll} has read, are passed
     * over: a write that is not newer than the newest noted one changes nothing.
     *
     * @return the numbers of the sessions that have changed, forgotten ones included
     */
    public SortedSet<Long> apply(LogRecord record) {
        SortedSet<Long> changed = new TreeSet<>();
        long before = noted;
        Session writing = null;
        List<LoggedWrite> writes = record.writes();
        for (int i = 0; i < writes.size(); i++) {
            LoggedWrite write = writes.get(i);
            long version = record.versionOf(i);
            if (version <= before) {
                continue;
            }
            if (write.kind() == LoggedWrite.Kind.OPEN_SESSION) {
                open(write.id(), version, changed);
            } else if (write.id() != null) {
                writing = turnTo(write.id().session(), writing, changed);
                if (writing != null) {
                    writing.note(write, version);
                    noted = version;
                }
            }
        }
        turnFrom(writing);
        forgetSome(changed);
        return changed;
    }

    private void open(WriteId id, long version, SortedSet<Long> changed) {
        // A record without a number opens a session whose number is the version of the write.
        Session session =
                id == null ? new Session(version, 0, version) : new Session(id.session(), id.request(), version);
        if (byNumber.containsKey(session.number)) {
            return;
        }
        add(session);
        changed.add(session.number);
    }

    /** Many writes in a row are of one session: it is taken out of its order and put back once for all of them. */
    private Session turnTo(long number, Session before, SortedSet<Long> changed) {
        if (before != null && before.number == number) {
            return before;
        }
        turnFrom(before);
        Session session = byNumber.get(number);
        if (session != null) {
            takeOut(session);
            changed.add(number);
        }
        return session;
    }

    private void turnFrom(Session session) {
        if (session != null) {
            putIn(session);
        }
    }

    private void putIn(Session session) {
        kindOf(session).add(session);
        if (session.previousBytes() > 0) {
            withValues.add(session);
        }
    }

    private void takeOut(Session session) {
        kindOf(session).remove(session);
        if (session.previousBytes() > 0) {
            withValues.remove(session);
        }
    }

    private void add(Session session) {
        byNumber.put(session.number, session);
        putIn(session);
        noted = Math.max(noted, session.lastVersion());
    }

    private SessionsByOrigin kindOf(Session session) {
        return session.hasWritten() ? written : neverWritten;
    }

    private void forgetSome(SortedSet<Long> changed) {
        int ofOrigin = maxSessions / ORIGIN_SHARE;
        while (byNumber.size() > maxSessions) {
            boolean manyNew = neverWritten.size() > maxNew;
            forget((manyNew ? neverWritten : written).nextBeyond(ofOrigin), changed);
        }
        while (neverWritten.bytes() + written.bytes() > maxBytes && written.size() > 0) {
            boolean valueGoes = withValues.size() > 0;
            Session session =
                    valueGoes ? withValues.nextBeyondBytes(0) : written.nextBeyondBytes(maxBytes / ORIGIN_SHARE);
            if (session.lastVersion() == noted) {
                // It is forgotten when another session has written. No other session is forgotten for it meanwhile.
                return;
            }
            if (valueGoes) {
                forgetValues(session, changed);
            } else {
                forget(session, changed);
            }
        }
    }

    private void forgetValues(Session session, SortedSet<Long> changed) {
        takeOut(session);
        session.forgetPreviousValues();
        putIn(session);
        changed.add(session.number);
    }

    private void forget(Session session, SortedSet<Long> changed) {
        takeOut(session);
        byNumber.remove(session.number);
        changed.add(session.number);
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
        List<Session> byAge = new ArrayList<>(byNumber.values());
        byAge.sort(SessionsByOrigin.BY_AGE);
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

    /**
     * The sessions that {@link #encodeAll} wrote.
     *
     * @throws CorruptRecordException if a length in it cannot be
     * @throws java.nio.BufferUnderflowException if it ends too early
     */
    public static SessionTable decodeAll(byte[] encoded) {
        SessionTable sessions = new SessionTable();
        sessions.restoreAll(encoded);
        return sessions;
    }

    /** Adds the sessions that {@link #encodeAll} wrote; throws what {@link #decodeAll} throws. */
    public void restoreAll(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        while (in.hasRemaining()) {
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new CorruptRecordException("a session of " + length + " bytes");
            }
            byte[] one = new byte[length];
            in.get(one);
            restore(one);
        }
    }

    /** No sessions, with the same limits. */
    public SessionTable empty() {
        return new SessionTable(maxSessions, maxBytes);
    }

    /** An independent copy. */
    public SessionTable copy() {
        SessionTable copy = empty();
        for (Session session : byNumber.values()) {
            copy.restore(session.encode());
        }
        return copy;
    }
}
