package io.catena.server.rpc;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Byte buffers and the arrays that they stand for. */
public final class Bytes {
    private Bytes() {}

    /** Exactly the buffer's bytes; the buffer's own array where it holds nothing else. */
    public static byte[] of(ByteBuffer buffer) {
        int from = buffer.arrayOffset() + buffer.position();
        if (from == 0 && buffer.remaining() == buffer.array().length) {
            return buffer.array();
        }
        return Arrays.copyOfRange(buffer.array(), from, from + buffer.remaining());
    }
}
