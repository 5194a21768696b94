package io.catena.simulation;

import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.WriteId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** What the chain has committed. All other state is compared with it. */
final class CommittedLog {
    private final List<LogRecord> records = new ArrayList<>();
    private LogHash hash = new LogHash(0, 0);
    private ExpectedData data = new ExpectedData();
    private final List<Long> dataDigests = new ArrayList<>(List.of(0L));
    private final List<Long> sessionDigests = new ArrayList<>(List.of(0L));
    private final Set<List<Long>> requests = new HashSet<>();
    private final Set<Long> sessions = new HashSet<>();
    /** Where the log ended when the epoch had committed its last record. */
    private final NavigableMap<Long, Long> endByEpoch = new TreeMap<>();

    long end() {
        return records.size();
    }

    LogRecord get(long seq) {
        return records.get((int) seq - 1);
    }

    /** The write that made a version; null if that is not committed. */
    LoggedWrite write(long version) {
        long seq = LogRecord.seqOf(version);
        if (seq < 1 || seq > end()) {
            return null;
        }
        LogRecord record = get(seq);
        int index = (int) (version - record.versionOf(0));
        return index < record.writes().size() ? record.writes().get(index) : null;
    }

    /** Whether a write that opens the session is committed. */
    boolean opens(long session) {
        return sessions.contains(session);
    }

    LogHash hash() {
        return hash;
    }

    long dataDigest(long seq) {
        return dataDigests.get((int) seq);
    }

    long sessionDigest(long seq) {
        return sessionDigests.get((int) seq);
    }

    /** The last epoch that has committed anything; 0 if none has. */
    long lastEpoch() {
        return endByEpoch.isEmpty() ? 0 : endByEpoch.lastKey();
    }

    /** Whether the client session is remembered when everything committed has been applied. */
    boolean knowsSession(long number) {
        return data.knowsSession(number);
    }

    /** Where the committed log ended when the epochs before this one had committed their last record. */
    long endBefore(long epoch) {
        Map.Entry<Long, Long> before = endByEpoch.lowerEntry(epoch);
        return before == null ? 0 : before.getValue();
    }

    /** @param epoch the one in which the record is committed */
    void append(LogRecord record, long epoch) {
        append(record);
        endByEpoch.put(epoch, end());
    }

    private void append(LogRecord record) {
        if (record.seq() != end() + 1) {
            throw new Violation("committed in order", "%s is committed behind seq %d", record, end());
        }
        records.add(record);
        hash.append(record.checksum());
        record.writes().forEach(this::note);
        data.apply(record);
        dataDigests.add(data.dataDigest());
        sessionDigests.add(data.sessionDigest());
    }

    /** An operator has given up the committed records behind the seq. */
    void giveUpBehind(long seq) {
        List<LogRecord> kept = List.copyOf(records.subList(0, (int) seq));
        records.clear();
        hash = new LogHash(0, 0);
        data = new ExpectedData();
        dataDigests.subList(1, dataDigests.size()).clear();
        sessionDigests.subList(1, sessionDigests.size()).clear();
        requests.clear();
        sessions.clear();
        endByEpoch.replaceAll((epoch, end) -> Math.min(end, seq));
        kept.forEach(this::append);
    }

    private void note(LoggedWrite write) {
        WriteId id = write.id();
        if (write.kind() == LoggedWrite.Kind.OPEN_SESSION) {
            sessions.add(id.session());
        }
        if (id != null
                && write.kind() != LoggedWrite.Kind.OPEN_SESSION
                && !requests.add(List.of(id.session(), id.request()))) {
            throw new Violation(
                    "exactly once", "request %d of session %d is committed twice", id.request(), id.session());
        }
    }
}
