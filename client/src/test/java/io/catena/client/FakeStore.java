package io.catena.client;

import io.catena.thrift.Condition;
import io.catena.thrift.DataDigest;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.ReadResult;
import io.catena.thrift.SessionExpired;
import io.catena.thrift.Write;
import io.catena.thrift.WriteId;
import io.catena.thrift.WriteKind;
import io.catena.thrift.WriteResult;
import io.catena.thrift.catenaConstants;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A key space with sessions, as the wire describes them; several {@link FakeServer}s may share one. */
public final class FakeStore {
    private static final class Answers {
        private final Map<Long, WriteResult> byRequest = new TreeMap<>();
        private long lowestUnanswered = 1;
    }

    private final Map<ByteBuffer, ReadResult> values = new TreeMap<>();
    private final Map<Long, Answers> sessions = new HashMap<>();
    private final List<WriteId> applied = new ArrayList<>();
    private final List<Integer> batchSizes = new ArrayList<>();
    private long seq;
    /** If true, answers lack previous values, as if those of the batch were too large together. */
    public volatile boolean keepsPreviousValues;

    public FakeStore() {
        this(0);
    }

    /** @param first sessions and versions are numbered from here on */
    FakeStore(long first) {
        seq = first;
    }

    public synchronized long openSession() {
        sessions.put(++seq, new Answers());
        return seq;
    }

    public synchronized void forgetSessions() {
        sessions.clear();
    }

    public synchronized int sessionsOpen() {
        return sessions.size();
    }

    /** Writes all of them, or none if one is an error. */
    public synchronized List<WriteResult> write(List<Write> writes) throws InvalidRequest, SessionExpired {
        batchSizes.add(writes.size());
        long bytes = 0;
        for (Write write : writes) {
            check(write);
            bytes += write.bufferForKey().remaining();
            bytes += write.isSetValue() ? write.bufferForValue().remaining() : 0;
        }
        if (bytes > catenaConstants.MAX_BATCH_BYTES || writes.size() > catenaConstants.MAX_BATCH_OPERATIONS) {
            throw new InvalidRequest("the batch breaks a limit");
        }
        List<WriteResult> results = new ArrayList<>();
        writes.forEach(write -> results.add(once(write)));
        return results;
    }

    private void check(Write write) throws InvalidRequest, SessionExpired {
        WriteId id = write.getId();
        if (id.getRequest() < 1
                || id.getLowestUnanswered() > id.getRequest()
                || id.getRequest() - id.getLowestUnanswered() > 65_536) {
            throw new InvalidRequest("a write id makes no sense: " + id);
        }
        Answers answers = sessions.get(id.getSession());
        if (answers == null || id.getRequest() < answers.lowestUnanswered) {
            throw new SessionExpired("session " + id.getSession() + " is not known");
        }
    }

    private WriteResult once(Write write) {
        Answers answers = sessions.get(write.getId().getSession());
        if (write.getId().getLowestUnanswered() > answers.lowestUnanswered) {
            answers.lowestUnanswered = write.getId().getLowestUnanswered();
            answers.byRequest.keySet().removeIf(request -> request < answers.lowestUnanswered);
        }
        return answers.byRequest.computeIfAbsent(write.getId().getRequest(), request -> apply(write));
    }

    private WriteResult apply(Write write) {
        ByteBuffer key = write.bufferForKey();
        ReadResult before = values.get(key);
        WriteResult result = new WriteResult(true, ++seq);
        if (write.isWantPrevious() && before != null) {
            result.setPreviousVersion(before.getVersion());
            result.setPrevious(keepsPreviousValues ? null : before.bufferForValue());
        }
        if (!holds(write.getCondition(), before)) {
            return result.setApplied(false);
        }
        applied.add(write.getId());
        if (write.getKind() == WriteKind.PUT) {
            values.put(key, new ReadResult().setValue(write.bufferForValue()).setVersion(seq));
        } else {
            values.remove(key);
        }
        return result;
    }

    private static boolean holds(Condition condition, ReadResult before) {
        if (condition == null) {
            return true;
        }
        return condition.isSetAbsent()
                ? before == null
                : before != null && before.getVersion() == condition.getVersion();
    }

    public synchronized ReadResult read(ByteBuffer key) {
        ReadResult value = values.get(key);
        return value == null ? new ReadResult() : new ReadResult(value);
    }

    public synchronized DataDigest digest() {
        return new DataDigest(seq, Integer.toHexString(values.hashCode()), values.size());
    }

    /** The ids of the writes that were applied, in order; a write that was applied twice stands here twice. */
    public synchronized List<WriteId> applied() {
        return List.copyOf(applied);
    }

    public synchronized List<Integer> batchSizes() {
        return List.copyOf(batchSizes);
    }

    public synchronized int size() {
        return values.size();
    }
}
