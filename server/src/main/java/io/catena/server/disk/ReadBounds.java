package io.catena.server.disk;

import io.catena.thrift.catenaConstants;

/**
 * How much memory the values take that are looked up for clients.
 *
 * @param maxAnswerBytes an answer has no more values behind one with which they have more bytes than this
 * @param maxHeldBytes of all values that were found and are in no answer yet
 */
public record ReadBounds(long maxAnswerBytes, long maxHeldBytes) {
    /** Values that were found take at most one eighth of the heap. */
    private static final int HELD_PART = 8;

    /** What a node uses. */
    public static ReadBounds standard() {
        return new ReadBounds(
                catenaConstants.MAX_BATCH_BYTES, Runtime.getRuntime().maxMemory() / HELD_PART);
    }
}
