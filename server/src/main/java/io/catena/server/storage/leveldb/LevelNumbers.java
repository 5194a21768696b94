package io.catena.server.storage.leveldb;

import java.nio.ByteBuffer;

/** LevelDB's numbers of variable length: seven bits a byte, the lowest first. */
final class LevelNumbers {
    private LevelNumbers() {}

    static long read(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                break;
            }
        }
        return number;
    }
}
