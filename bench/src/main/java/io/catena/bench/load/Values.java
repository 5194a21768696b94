package io.catena.bench.load;

import java.util.random.RandomGenerator;

/** Values of random bytes, which a store cannot compress, made beforehand. For one thread. */
final class Values {
    private static final int KEPT_BYTES = 1 << 16;
    private static final int MOST = 64;

    private final byte[][] values;
    private int next;

    Values(int valueBytes, RandomGenerator random) {
        values = new byte[Math.max(1, Math.min(MOST, KEPT_BYTES / Math.max(1, valueBytes)))][valueBytes];
        for (byte[] value : values) {
            random.nextBytes(value);
        }
    }

    byte[] next() {
        next = next + 1 == values.length ? 0 : next + 1;
        return values[next];
    }
}
