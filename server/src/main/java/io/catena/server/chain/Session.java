package io.catena.server.chain;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** One client's answers. */
final class Session {
    private static final int HEADER_BYTES = 3 * 8 + 4;
    private static final int ANSWER_BYTES = 8 + 8 + 1;
    private static final byte CONDITION_FAILED = 0;
    private static final byte APPLIED = 1;
    private static final byte HAS_PREVIOUS = 2;

    /** The version of the write that opened it. */
    final long number;
    /** The version of the last write of this session. */
    private long lastVersion;
    /** The client asks no more for answers below this request. */
    private long lowestUnanswered = 1;
    /** By request number; none below {@link #lowestUnanswered}. */
    private final TreeMap<Long, WriteAnswer> answers = new TreeMap<>();

    Session(long number) {
        this.number = number;
        this.lastVersion = number;
    }

    long lastVersion() {
        return lastVersion;
    }

    boolean hasForgotten(long request) {
        return request < lowestUnanswered;
    }

    /** The first answer to the request, or null if it was never seen. */
    WriteAnswer answerTo(long request) {
        return answers.get(request);
    }

    /** Takes note of a write of this session; the first answer to a request is the one that stays. */
    void note(LoggedWrite write, long version) {
        lastVersion = Math.max(lastVersion, version);
        if (write.id().lowestUnanswered() > lowestUnanswered) {
            lowestUnanswered = write.id().lowestUnanswered();
            answers.headMap(lowestUnanswered).clear();
        }
        if (!hasForgotten(write.id().request())) {
            answers.putIfAbsent(write.id().request(), WriteAnswer.of(write, version));
        }
    }

    byte[] encode() {
        int size = HEADER_BYTES;
        for (WriteAnswer answer : answers.values()) {
            size += ANSWER_BYTES + previousBytes(answer);
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putLong(number).putLong(lastVersion).putLong(lowestUnanswered).putInt(answers.size());
        for (Map.Entry<Long, WriteAnswer> entry : answers.entrySet()) {
            WriteAnswer answer = entry.getValue();
            out.putLong(entry.getKey()).putLong(answer.version());
            int flags = answer.applied() ? APPLIED : CONDITION_FAILED;
            Versioned previous = answer.previous();
            if (previous == null) {
                out.put((byte) flags);
                continue;
            }
            out.put((byte) (flags | HAS_PREVIOUS));
            out.putLong(previous.version()).putInt(previous.exists() ? previous.value().length : -1);
            if (previous.exists()) {
                out.put(previous.value());
            }
        }
        return out.array();
    }

    static Session decode(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        Session session = new Session(in.getLong());
        session.lastVersion = in.getLong();
        session.lowestUnanswered = in.getLong();
        for (int left = in.getInt(); left > 0; left--) {
            long request = in.getLong();
            long version = in.getLong();
            int flags = in.get();
            Versioned previous = null;
            if ((flags & HAS_PREVIOUS) != 0) {
                long previousVersion = in.getLong();
                int length = in.getInt();
                byte[] value = length < 0 ? null : new byte[length];
                if (value != null) {
                    in.get(value);
                }
                previous = new Versioned(value, previousVersion);
            }
            session.answers.put(request, new WriteAnswer((flags & APPLIED) != 0, version, previous));
        }
        return session;
    }

    private static int previousBytes(WriteAnswer answer) {
        Versioned previous = answer.previous();
        if (previous == null) {
            return 0;
        }
        return 8 + 4 + (previous.exists() ? previous.value().length : 0);
    }
}
