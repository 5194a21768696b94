package io.catena.server.access;

import io.catena.server.chain.Escaped;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Keys from one on, up to another one that is not in it, in the order of their bytes without sign.
 *
 * @param from empty for the first key of all
 * @param to null if there is no end
 */
record KeyRange(byte[] from, byte[] to) {
    static KeyRange ofPrefix(byte[] prefix) {
        return new KeyRange(prefix, behind(prefix));
    }

    /** The first key behind all that begin with these bytes; null if there is none. */
    private static byte[] behind(byte[] prefix) {
        int last = prefix.length - 1;
        while (last >= 0 && prefix[last] == (byte) 0xff) {
            last--;
        }
        if (last < 0) {
            return null;
        }
        byte[] next = Arrays.copyOf(prefix, last + 1);
        next[last]++;
        return next;
    }

    boolean contains(byte[] key) {
        return Arrays.compareUnsigned(from, key) <= 0 && (to == null || Arrays.compareUnsigned(key, to) < 0);
    }

    boolean isEmpty() {
        return to != null && Arrays.compareUnsigned(from, to) >= 0;
    }

    /** The key as a sentence may show it. */
    static String words(byte[] key) {
        try {
            return "'" + Escaped.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key))) + "'";
        } catch (CharacterCodingException e) {
            return "0x" + Escaped.of(HexFormat.of().formatHex(key));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRange range && Arrays.equals(from, range.from) && Arrays.equals(to, range.to);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
    }

    @Override
    public String toString() {
        return "keys from " + words(from) + (to == null ? " on" : " up to " + words(to) + ", which is not in it");
    }
}
