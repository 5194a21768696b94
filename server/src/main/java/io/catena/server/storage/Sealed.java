package io.catena.server.storage;

import io.catena.server.chain.Invariant;
import io.catena.server.storage.files.CorruptStoreException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Values under a checksum of their own that covers the key too. LevelDB's checksums end where its files end: they do
 * not see a value that a compaction put under the wrong key, and the engine in Java does not check those of its tables.
 */
final class Sealed {
    private Sealed() {}

    /** Room for a value of this many bytes, at its position; for {@link #seal(byte[], ByteBuffer)} when they are in it. */
    static ByteBuffer room(int valueBytes) {
        return ByteBuffer.allocate(Integer.BYTES + valueBytes).position(Integer.BYTES);
    }

    /** The value in the {@link #room}, which is full, as it is stored. */
    static byte[] seal(byte[] key, ByteBuffer room) {
        Invariant.check(!room.hasRemaining(), "%d bytes of a value are missing", room.remaining());
        return room.putInt(0, checksum(key, room.position(Integer.BYTES))).array();
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
        throw new CorruptStoreException("a value of " + stored.length + " bytes has changed on the disk");
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
