package io.catena.server.storage;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes a {@link Digest} of entries that are added in order of their keys. */
final class DigestBuilder {
    private final MessageDigest sha;
    private long keys;

    DigestBuilder() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Adds an entry; the lengths keep the border between a key and its value in the digest. */
    void add(byte[] key, ByteBuffer content) {
        sha.update(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(key.length)
                .putInt(content.remaining())
                .flip());
        sha.update(key);
        sha.update(content);
        keys++;
    }

    Digest finish(long applied) {
        return new Digest(applied, keys, HexFormat.of().formatHex(sha.digest()));
    }
}
