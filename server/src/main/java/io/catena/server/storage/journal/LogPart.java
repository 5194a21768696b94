package io.catena.server.storage.journal;

import io.catena.server.chain.LogRecord;
import java.util.List;

/**
 * What one write of one chain adds to the journal. It tells all that the write changed, so that what LevelDB does not hold yet
 * can be done again from the journal alone.
 *
 * @param chain whose it is
 * @param repeats whether the journal has all of it already, in a file that is to go: then it changes nothing
 * @param epoch the highest epoch adopted
 * @param lineage the lineage of the log
 * @param applied the seq up to which the key space holds everything
 * @param truncateTo records above this seq are gone; -1 if none is
 * @param records what the log has in addition, in order
 */
public record LogPart(
        int chain, boolean repeats, long epoch, long lineage, long applied, long truncateTo, List<LogRecord> records) {
    /** What a write changes. */
    public LogPart(int chain, long epoch, long lineage, long applied, long truncateTo, List<LogRecord> records) {
        this(chain, false, epoch, lineage, applied, truncateTo, records);
    }

    /** The same state of the chain, which the journal has already, with records that it has already. */
    LogPart repeatedWith(List<LogRecord> old) {
        return new LogPart(chain, true, epoch, lineage, applied, -1, old);
    }

    /** The same without its records, which would be kept in memory with it. */
    LogPart withoutRecords() {
        return records.isEmpty() ? this : new LogPart(chain, repeats, epoch, lineage, applied, truncateTo, List.of());
    }

    long firstSeq() {
        return records.isEmpty() ? 0 : records.get(0).seq();
    }

    int recordBytes() {
        int bytes = 0;
        for (LogRecord record : records) {
            bytes += record.bytes().length;
        }
        return bytes;
    }
}
