package io.catena.server.storage;

import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.SessionTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** What records are charged that LevelDB lacks, beside what the heap says that they and their keys take. */
public class UnflushedMemoryTest {
    private static final int RECORDS = 25;
    private static final int WRITES = 4_096;

    @Test
    public void tinyDeletesAreChargedWithWhatTheyTake() {
        compare(null);
    }

    @Test
    public void tinyPutsAreChargedWithWhatTheyTake() {
        compare(new byte[] {1});
    }

    private static void compare(byte[] value) {
        Unflushed unflushed = new Unflushed(new SessionTable());
        List<LogRecord> records = new ArrayList<>();
        long chargedBytes = 0;
        long before = usedBytes();
        for (int i = 1; i <= RECORDS; i++) {
            LogRecord record = LogRecord.encode(i, 1, writes(i, value));
            unflushed.add(record);
            records.add(record);
            chargedBytes += record.memoryBytes();
        }
        long takenBytes = usedBytes() - before;
        String both = unflushed.size() + " keys of " + records.size() + " records are charged with " + chargedBytes
                + " bytes and take " + takenBytes;
        assertTrue(both, takenBytes <= chargedBytes && takenBytes > chargedBytes / 2);
    }

    private static List<LoggedWrite> writes(int record, byte[] value) {
        LoggedWrite.Kind kind = value == null ? LoggedWrite.Kind.DELETE : LoggedWrite.Kind.PUT;
        List<LoggedWrite> writes = new ArrayList<>();
        for (int i = 0; i < WRITES; i++) {
            byte[] key = Integer.toString(record * WRITES + i, 36).getBytes(StandardCharsets.US_ASCII);
            writes.add(new LoggedWrite(kind, new Key(key), value == null ? null : value.clone(), null, null));
        }
        return writes;
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
