package io.catena.bench.limits;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Records of puts on random keys, as a head makes them. For one thread. */
final class RecordSource {
    private static final int KEYS = 10_000;
    private static final int VALUE_BYTES = 100;

    private final SplittableRandom random;
    private final int writesPerRecord;
    private long seq;

    RecordSource(long seed, int writesPerRecord) {
        this.random = new SplittableRandom(seed);
        this.writesPerRecord = writesPerRecord;
    }

    LogRecord next() {
        List<LoggedWrite> writes = new ArrayList<>(writesPerRecord);
        for (int i = 0; i < writesPerRecord; i++) {
            byte[] value = new byte[VALUE_BYTES];
            random.nextBytes(value);
            writes.add(new LoggedWrite(LoggedWrite.Kind.PUT, key(), value, null, null));
        }
        return LogRecord.encode(++seq, 1, writes);
    }

    private Key key() {
        return new Key(
                String.format(Locale.ROOT, "k%015d", random.nextInt(KEYS)).getBytes(StandardCharsets.US_ASCII));
    }
}
