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
    /** Likewise if all of them together, encoded, take more bytes than this. The last to write is never forgotten. */
    public static final long MAX_BYTES = 8 << 20;

    private static final Comparator<Session> BY_AGE =
            Comparator.comparingLong(Session::lastVersion).thenComparingLong(session -> session.number);

    private final int maxSessions;
    private final long maxBytes;
    private long bytes;
    private final Map<Long, Session> byNumber = new HashMap<>();
    private final TreeSet<Session> byAge = new TreeSet<>(BY_AGE);

    public Sessions() {
        this(MAX_SESSIONS, MAX_BYTES);
    }

    Sessions(int maxSessions, long maxBytes) {
        this.maxSessions = maxSessions;
        this.maxBytes = maxBytes;
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
     * Takes note of a record. What was noted before, by itself or in what {@link #decodeAll} has read, is passed over: no
     * write that is not newer than the newest noted one changes anything.
     *
     * @return the numbers of the sessions that have changed, those forgotten included
     */
    public SortedSet<Long> apply(LogRecord record) {
        SortedSet<Long> changed = new TreeSet<>();
        long noted = byAge.isEmpty() ? 0 : byAge.last().lastVersion();
        Session writing = null;
        List<LoggedWrite> writes = record.writes();
        for (int i = 0; i < writes.size(); i++) {
            LoggedWrite write = writes.get(i);
            long version = record.versionOf(i);
            if (version <= noted) {
                continue;
            }
            if (write.kind() == LoggedWrite.Kind.OPEN_SESSION) {
                // Records of the format's first days carry no number: the version was it.
                long number = write.id() == null ? version : write.id().session();
                add(new Session(number, version));
                changed.add(number);
            } else if (write.id() != null) {
                writing = turnTo(write.id().session(), writing, changed);
                if (writing != null) {
                    writing.note(write, version);
                }
            }
        }
        turnFrom(writing);
        forgetOldest(changed);
        return changed;
    }

    /** Many writes in a row are of one session: its place among the others is looked for once for all of them. */
    private Session turnTo(long number, Session before, SortedSet<Long> changed) {
        if (before != null && before.number == number) {
            return before;
        }
        turnFrom(before);
        Session session = byNumber.get(number);
        if (session != null) {
            byAge.remove(session);
            bytes -= session.bytes();
            changed.add(number);
        }
        return session;
    }

    private void turnFrom(Session session) {
        if (session != null) {
            byAge.add(session);
            bytes += session.bytes();
        }
    }

    private void add(Session session) {
        byNumber.put(session.number, session);
        byAge.add(session);
        bytes += session.bytes();
    }

    private void forgetOldest(SortedSet<Long> changed) {
        while (byAge.size() > 1 && (byAge.size() > maxSessions || bytes > maxBytes)) {
            Session oldest = byAge.pollFirst();
            byNumber.remove(oldest.number);
            bytes -= oldest.bytes();
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

    /**
     * The sessions that {@link #encodeAll} wrote.
     *
     * @throws CorruptRecordException if a length in it cannot be
     * @throws java.nio.BufferUnderflowException if it ends too early
     */
    public static Sessions decodeAll(byte[] encoded) {
        Sessions sessions = new Sessions();
        ByteBuffer in = ByteBuffer.wrap(encoded);
        while (in.hasRemaining()) {
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new CorruptRecordException("a session of " + length + " bytes");
            }
            byte[] one = new byte[length];
            in.get(one);
            sessions.restore(one);
        }
        return sessions;
    }

    /** An independent copy. */
    public Sessions copy() {
        Sessions copy = new Sessions(maxSessions, maxBytes);
        for (Session session : byAge) {
            copy.restore(session.encode());
        }
        return copy;
    }
}
