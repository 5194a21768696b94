package io.catena.server.invariants;

import io.catena.server.chain.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a chain has committed, in order: the truth that every log is compared with. */
public class CommittedRecords {
    private final List<LogRecord> records = new ArrayList<>();
    private LogHash hash = new LogHash(0, 0);
    /** Where the log ended when the epoch had committed its last record. */
    private final NavigableMap<Long, Long> endByEpoch = new TreeMap<>();

    public final long end() {
        return records.size();
    }

    public final LogRecord get(long seq) {
        return records.get((int) seq - 1);
    }

    public final LogHash hash() {
        return hash;
    }

    /** How much was committed in epochs before this one. */
    public final long endBefore(long epoch) {
        Map.Entry<Long, Long> before = endByEpoch.lowerEntry(epoch);
        return before == null ? 0 : before.getValue();
    }

    /** The last epoch that has committed anything; 0 if none has. */
    public final long lastEpoch() {
        return endByEpoch.isEmpty() ? 0 : endByEpoch.lastKey();
    }

    /** @param epoch the one in which the record is committed */
    final void append(LogRecord record, long epoch) {
        append(record);
        endByEpoch.put(epoch, end());
    }

    private void append(LogRecord record) {
        Violation.check(
                record.seq() == end() + 1, "committed in order", "%s is committed behind seq %d", record, end());
        records.add(record);
        hash.append(record.checksum());
        added(record);
    }

    /** Up to which seq a log holds what is committed. */
    public final long commonWith(LogHash log) {
        long common = Math.min(log.end(), end());
        while (!log.agrees(hash, common)) {
            common--;
        }
        return common;
    }

    /** An operator has given up what was committed behind the seq. */
    public final void giveUpBehind(long seq) {
        List<LogRecord> kept = List.copyOf(records.subList(0, (int) seq));
        records.clear();
        hash = new LogHash(0, 0);
        cleared();
        endByEpoch.replaceAll((epoch, end) -> Math.min(end, seq));
        kept.forEach(this::append);
    }

    /** Behind each record. */
    protected void added(LogRecord record) {}

    /** There are none any more; those that are kept are added again. */
    protected void cleared() {}
}
