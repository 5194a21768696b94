package io.catena.server.storage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Values under a checksum of their own that covers the key too. LevelDB's checksums end where its files end: they do
 * not see a value that a compaction put under the wrong key, and the engine in Java does not check those of its tables.
 */
final class Sealed {
    private Sealed() {}

    /** The value as it is stored. */
    static byte[] seal(byte[] key, ByteBuffer value) {
        ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + value.remaining());
        out.putInt(checksum(key, value.duplicate())).put(value);
        return out.array();
    }

    /**
     * The value as it was given, at the buffer's position.
     *
     * @throws CorruptStoreException if key or value have changed
     */
    static ByteBuffer unseal(byte[] key, byte[] stored) {
        if (stored.length >= Integer.BYTES) {
            ByteBuffer in = ByteBuffer.wrap(stored);
            if (in.getInt() == checksum(key, in.duplicate())) {
                return in;
            }
        }
        throw new CorruptStoreException("a value of " + stored.length + " bytes has changed on the disk; stop the"
                + " replica and let it copy the chain's state anew");
    }

    /** What is left in the buffer. */
    static byte[] rest(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    private static int checksum(byte[] key, ByteBuffer value) {
        CRC32C crc = new CRC32C();
        crc.update(key, 0, key.length);
        crc.update(value);
        return (int) crc.getValue();
    }
}
