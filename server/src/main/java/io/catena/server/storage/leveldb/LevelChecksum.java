package io.catena.server.storage.leveldb;

import java.util.zip.CRC32C;

/** The checksum in LevelDB's files: a CRC32C, rotated and shifted so that a checksum over checksums is one. */
final class LevelChecksum {
    private LevelChecksum() {}

    /** Over the bytes from one offset (inclusive) to another (exclusive). */
    static int of(byte[] content, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(content, from, to - from);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }
}
