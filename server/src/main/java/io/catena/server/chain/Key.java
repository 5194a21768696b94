package io.catena.server.chain;

import java.util.Arrays;
import java.util.HexFormat;

/** A user's key: bytes with equality, ordered as unsigned bytes. The array is not copied and must not be changed. */
public final class Key implements Comparable<Key> {
    /** No user's key is longer. */
    public static final int MAX_BYTES = 1 << 10;

    private final byte[] bytes;
    private final int hash;

    public Key(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    /** Whether users may write this key. */
    boolean isOfUser() {
        return bytes.length > 0 && bytes.length <= MAX_BYTES;
    }

    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && hash == key.hash && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    /** Printable, for traces: text where it is plain ASCII, else hexadecimal. */
    @Override
    public String toString() {
        for (byte b : bytes) {
            if (b < ' ' || b > '~') {
                return "0x" + HexFormat.of().formatHex(bytes);
            }
        }
        return new String(bytes, java.nio.charset.StandardCharsets.US_ASCII);
    }
}
