package io.catena.server.disk;

import io.catena.thrift.catenaConstants;

/**
 * The bounds of the memory for values that are looked up for clients.
 *
 * @param maxAnswerBytes an answer ends with the value with which its values have more bytes than this
 * @param maxHeldBytes the limit for all values that were found and are not yet in an answer
 */
public record ReadBounds(long maxAnswerBytes, long maxHeldBytes) {
    /** Values that were found take at most one eighth of the heap. */
    private static final int HELD_PART = 8;

    /** The bounds that a node uses. */
    public static ReadBounds standard() {
        return new ReadBounds(
                catenaConstants.MAX_BATCH_BYTES, Runtime.getRuntime().maxMemory() / HELD_PART);
    }
}
