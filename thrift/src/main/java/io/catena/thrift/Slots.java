package io.catena.thrift;

import java.util.zip.CRC32;

/** Where keys fall among the chains of a cluster, as the IDL says it for every language. */
public final class Slots {
    private Slots() {}

    /**
     * The slot of a key, an unsigned number of 32 bits. Any thread; the key is not changed.
     *
     * @param key any bytes
     */
    public static long of(byte[] key) {
        int from = 0;
        int to = key.length;
        int open = indexOf(key, '{', 0);
        if (open >= 0) {
            int close = indexOf(key, '}', open + 1);
            if (close > open + 1) {
                from = open + 1;
                to = close;
            }
        }
        CRC32 crc = new CRC32();
        crc.update(key, from, to - from);
        return crc.getValue();
    }

    /**
     * The chain of a key, from 1.
     *
     * @param chains of the cluster, 1 or more
     */
    public static int chainOf(byte[] key, int chains) {
        return 1 + (int) (of(key) % chains);
    }

    private static int indexOf(byte[] key, char searched, int from) {
        for (int i = from; i < key.length; i++) {
            if (key[i] == searched) {
                return i;
            }
        }
        return -1;
    }
}
