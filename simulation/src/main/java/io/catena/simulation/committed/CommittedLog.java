package io.catena.simulation.committed;

import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.WriteId;
import io.catena.server.invariants.CommittedRecords;
import io.catena.server.invariants.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the chain has committed. All other state is compared with it. */
public final class CommittedLog extends CommittedRecords {
    private ExpectedData data = new ExpectedData();
    private final List<Long> dataDigests = new ArrayList<>(List.of(0L));
    private final List<Long> sessionDigests = new ArrayList<>(List.of(0L));
    private final Set<List<Long>> requests = new HashSet<>();
    private final Set<Long> sessions = new HashSet<>();

    /** The write that made a version; null if that is not committed. */
    public LoggedWrite write(long version) {
        long seq = LogRecord.seqOf(version);
        if (seq < 1 || seq > end()) {
            return null;
        }
        LogRecord record = get(seq);
        int index = (int) (version - record.versionOf(0));
        return index < record.writes().size() ? record.writes().get(index) : null;
    }

    /** Whether a write that opens the session is committed. */
    public boolean opens(long session) {
        return sessions.contains(session);
    }

    public long dataDigest(long seq) {
        return dataDigests.get((int) seq);
    }

    public long sessionDigest(long seq) {
        return sessionDigests.get((int) seq);
    }

    /** Whether the client session is remembered when everything committed has been applied. */
    public boolean knowsSession(long number) {
        return data.knowsSession(number);
    }

    @Override
    protected void added(LogRecord record) {
        record.writes().forEach(this::note);
        data.apply(record);
        dataDigests.add(data.dataDigest());
        sessionDigests.add(data.sessionDigest());
    }

    @Override
    protected void cleared() {
        data = new ExpectedData();
        dataDigests.subList(1, dataDigests.size()).clear();
        sessionDigests.subList(1, sessionDigests.size()).clear();
        requests.clear();
        sessions.clear();
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
