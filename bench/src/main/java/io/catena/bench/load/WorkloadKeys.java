package io.catena.bench.load;

import java.nio.charset.StandardCharsets;

/** All keys of a workload, made beforehand so that making them is not measured. Callers must not change them. */
final class WorkloadKeys {
    private final byte[][] keys;

    WorkloadKeys(int count, int keyBytes) {
        keys = new byte[count][];
        for (int i = 0; i < count; i++) {
            String digits = Integer.toString(i);
            keys[i] = ("k" + "0".repeat(keyBytes - 1 - digits.length()) + digits).getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** The smallest length with which this number of keys differ. */
    static int shortest(int count) {
        return 1 + Integer.toString(count - 1).length();
    }

    byte[] get(int number) {
        return keys[number];
    }

    int count() {
        return keys.length;
    }
}
