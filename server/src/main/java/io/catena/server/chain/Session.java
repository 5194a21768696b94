package io.catena.server.chain;

import java.nio.ByteBuffer;
import java.util.TreeSet;

/** One client's answers. */
final class Session {
    private static final int HEADER_BYTES = 3 * 8 + 4;
    private static final int ANSWER_BYTES = 8 + 8 + 1;
    /**
     * A bit in the number of answers: the origin follows. A program that knows no origins finds the session too short
     * (E9).
     */
    private static final int HAS_ORIGIN = 1 << 30;

    private static final byte CONDITION_FAILED = 0;
    private static final byte APPLIED = 1;
    private static final byte HAS_PREVIOUS = 2;

    /** Drawn at random by the node that opened it: a client that does not know it cannot use the session (E1). */
    final long number;
    /** A number of the origin that it was opened for (E9); 0 if that is unknown. */
    final long origin;
    /** The version of the last write of this session. */
    private long lastVersion;
    /** The client will not ask again for answers below this request (E2). */
    private long lowestUnanswered = 1;
    /** Bytes of the previous values that are kept, for clients that ask again; beyond it only versions are (E6). */
    static final long MAX_PREVIOUS_BYTES = 1 << 20;

    /** Size of the encoded form. */
    private long bytes;
    /** Size of the previous values in the encoded form. */
    private long previousBytes;
    /** None below {@link #lowestUnanswered}. */
    private final AnswersByRequest answers = new AnswersByRequest();
    /** The requests whose answers have a previous value. */
    private final TreeSet<Long> withValue = new TreeSet<>();

    /** @param version of the write that opened it */
    Session(long number, long origin, long version) {
        this.number = number;
        this.origin = origin;
        this.lastVersion = version;
        this.bytes = HEADER_BYTES + (origin == 0 ? 0 : 8);
    }

    long lastVersion() {
        return lastVersion;
    }

    long bytes() {
        return bytes;
    }

    /** Size of the previous values that it keeps. */
    long previousBytes() {
        return previousBytes;
    }

    /** Whether a write of it is in the log. */
    boolean hasWritten() {
        return !answers.isEmpty() || lowestUnanswered > 1;
    }

    boolean hasForgotten(long request) {
        return request < lowestUnanswered;
    }

    /** The first answer to the request, or null if it was never seen. */
    WriteAnswer answerTo(long request) {
        return answers.get(request);
    }

    /** Notes a write of this session. */
    void note(LoggedWrite write, long version) {
        lastVersion = version;
        if (write.id().lowestUnanswered() > lowestUnanswered) {
            lowestUnanswered = write.id().lowestUnanswered();
            answers.dropBelow(lowestUnanswered, this::subtract);
            if (!withValue.isEmpty()) {
                withValue.headSet(lowestUnanswered).clear();
            }
        }
        if (!hasForgotten(write.id().request()) && answers.get(write.id().request()) == null) {
            put(write.id().request(), WriteAnswer.of(write, version));
            keepNewestPreviousValues();
        }
    }

    /** Keeps the newest previous value however large it is, and older ones while there is room. */
    private void keepNewestPreviousValues() {
        while (previousBytes > MAX_PREVIOUS_BYTES && withValue.first() < answers.last()) {
            forgetOldestPreviousValue();
        }
    }

    /** Keeps only the versions of all previous values. */
    void forgetPreviousValues() {
        while (!withValue.isEmpty()) {
            forgetOldestPreviousValue();
        }
    }

    private void forgetOldestPreviousValue() {
        long request = withValue.pollFirst();
        WriteAnswer answer = answers.get(request);
        subtract(answer);
        WriteAnswer shorter = new WriteAnswer(
                answer.applied(),
                answer.version(),
                new VersionedValue(null, answer.previous().version()));
        answers.put(request, shorter);
        bytes += bytesOf(shorter);
    }

    private void subtract(WriteAnswer answer) {
        bytes -= bytesOf(answer);
        previousBytes -= previousBytesOf(answer);
    }

    private void put(long request, WriteAnswer answer) {
        answers.put(request, answer);
        if (previousBytesOf(answer) > 0) {
            withValue.add(request);
        }
        bytes += bytesOf(answer);
        previousBytes += previousBytesOf(answer);
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate((int) bytes);
        out.putLong(number).putLong(lastVersion).putLong(lowestUnanswered);
        if (origin == 0) {
            out.putInt(answers.size());
        } else {
            out.putInt(answers.size() | HAS_ORIGIN).putLong(origin);
        }
        for (int i = 0; i < answers.size(); i++) {
            WriteAnswer answer = answers.answer(i);
            out.putLong(answers.request(i)).putLong(answer.version());
            int flags = answer.applied() ? APPLIED : CONDITION_FAILED;
            VersionedValue previous = answer.previous();
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
        long number = in.getLong();
        long lastVersion = in.getLong();
        long lowestUnanswered = in.getLong();
        int count = in.getInt();
        Session session = new Session(number, (count & HAS_ORIGIN) == 0 ? 0 : in.getLong(), lastVersion);
        session.lowestUnanswered = lowestUnanswered;
        for (int left = count & ~HAS_ORIGIN; left > 0; left--) {
            long request = in.getLong();
            long version = in.getLong();
            int flags = in.get();
            VersionedValue previous = null;
            if ((flags & HAS_PREVIOUS) != 0) {
                long previousVersion = in.getLong();
                int length = in.getInt();
                if (length > in.remaining()) {
                    throw new CorruptRecordException("a value of " + length + " bytes in a session");
                }
                byte[] value = length < 0 ? null : new byte[length];
                if (value != null) {
                    in.get(value);
                }
                previous = new VersionedValue(value, previousVersion);
            }
            session.put(request, new WriteAnswer((flags & APPLIED) != 0, version, previous));
        }
        return session;
    }

    private static int bytesOf(WriteAnswer answer) {
        return ANSWER_BYTES + (answer.previous() == null ? 0 : 8 + 4) + previousBytesOf(answer);
    }

    private static int previousBytesOf(WriteAnswer answer) {
        VersionedValue previous = answer.previous();
        return previous == null || !previous.exists() ? 0 : previous.value().length;
    }
}
