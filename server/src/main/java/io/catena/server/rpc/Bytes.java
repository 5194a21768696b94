package io.catena.server.rpc;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Conversion of byte buffers to arrays. */
public final class Bytes {
    private Bytes() {}

    /** Exactly the buffer's bytes: the buffer's own array if it holds nothing else, else a copy. */
    public static byte[] of(ByteBuffer buffer) {
        int from = buffer.arrayOffset() + buffer.position();
        if (from == 0 && buffer.remaining() == buffer.array().length) {
            return buffer.array();
        }
        return Arrays.copyOfRange(buffer.array(), from, from + buffer.remaining());
    }
}
