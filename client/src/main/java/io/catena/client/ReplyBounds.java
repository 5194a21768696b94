package io.catena.client;

import io.catena.thrift.catenaConstants;

/**
 * How large a correct reply can be. A larger one is refused before memory is taken for it.
 *
 * @param frameBytes of the whole reply
 * @param elements of any list, set or map in it
 */
record ReplyBounds(int frameBytes, int elements) {
    private static final int FEW_ELEMENTS = 1000;
    private static final int TEXT_BYTES = 65_536;
    private static final int NODES_BYTES = 1_048_576;
    /** Beyond the value: numbers, and the headers of fields. */
    private static final int ANSWER_BYTES = 256;

    /** No more than a number or an error. */
    static final ReplyBounds SHORT = new ReplyBounds(TEXT_BYTES, FEW_ELEMENTS);
    /** What is told of nodes: their places, counters, troubles. */
    static final ReplyBounds NODES = new ReplyBounds(NODES_BYTES, FEW_ELEMENTS);

    /** The reply to this number of operations, with a value for each. */
    static ReplyBounds answers(int operations) {
        long bytes = TEXT_BYTES + operations * (long) (catenaConstants.MAX_VALUE_BYTES + ANSWER_BYTES);
        return new ReplyBounds(
                (int) Math.min(bytes, catenaConstants.MAX_FRAME_BYTES), catenaConstants.MAX_BATCH_OPERATIONS);
    }
}
