package io.catena.server.chain;

import java.util.ArrayDeque;

/** The records that were sent on a link and are not acknowledged yet, message by message. */
final class InFlight {
    private final ArrayDeque<Sent> messages = new ArrayDeque<>();
    private long bytes;

    private record Sent(long firstSeq, long lastSeq, long bytes) {}

    void add(long firstSeq, long lastSeq, long messageBytes) {
        messages.addLast(new Sent(firstSeq, lastSeq, messageBytes));
        bytes += messageBytes;
    }

    void acknowledged(long seq) {
        while (!messages.isEmpty() && messages.peekFirst().lastSeq() <= seq) {
            bytes -= messages.removeFirst().bytes();
        }
    }

    void forget() {
        messages.clear();
        bytes = 0;
    }

    long bytes() {
        return bytes;
    }

    /** The first seq that is not acknowledged, if that is before {@code nextSeq}. */
    long firstSeqOr(long nextSeq) {
        return messages.isEmpty() ? nextSeq : messages.peekFirst().firstSeq();
    }
}
