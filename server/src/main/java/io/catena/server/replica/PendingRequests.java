package io.catena.server.replica;

import io.catena.server.chain.Failure;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests that wait for answers of one life of a replica. Each is answered once; when the life ends they fail in
 * the order in which they came. Owned by the replica's loop.
 */
final class PendingRequests {
    private final Map<Long, Waiting<List<WriteAnswer>>> writes = new LinkedHashMap<>();
    private final Map<Long, Waiting<List<VersionedValue>>> reads = new LinkedHashMap<>();
    private long last;

    /** @return the ticket, under which the answer will come */
    long forWrites(Waiting<List<WriteAnswer>> waiting) {
        writes.put(++last, waiting);
        return last;
    }

    /** @return the ticket, under which the answer will come */
    long forReads(Waiting<List<VersionedValue>> waiting) {
        reads.put(++last, waiting);
        return last;
    }

    void answerWrites(long ticket, List<WriteAnswer> answers) {
        writes.remove(ticket).answered(answers);
    }

    void answerReads(long ticket, List<VersionedValue> values) {
        reads.remove(ticket).answered(values);
    }

    void fail(long ticket, Failure failure) {
        Waiting<?> waiting = writes.remove(ticket);
        if (waiting == null) {
            waiting = reads.remove(ticket);
        }
        waiting.failed(failure);
    }

    /** The life is over: the outcome of writes is unknown (W12), and reads may be sent to another member. */
    void failAll() {
        List<Waiting<List<WriteAnswer>>> waitingWrites = new ArrayList<>(writes.values());
        List<Waiting<List<VersionedValue>>> waitingReads = new ArrayList<>(reads.values());
        writes.clear();
        reads.clear();
        waitingWrites.forEach(w -> w.failed(Failure.UNKNOWN));
        waitingReads.forEach(r -> r.failed(Failure.CHANGING));
    }
}
