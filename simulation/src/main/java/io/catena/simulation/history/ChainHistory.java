package io.catena.simulation.history;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.invariants.Violation;
import io.catena.server.storage.ReplicaStore;
import io.catena.simulation.committed.CommittedLog;
import io.catena.simulation.committed.ExpectedData;
import io.catena.simulation.run.Lines;
import io.catena.simulation.run.SimulatedRun;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Checks what clients are told of the keys of one chain. {@link ClientHistory} judges at the end, from the answers alone, whether they are
 * linearizable. The checks here need the committed log, because the answers may hide the defect: a value that is
 * told before it is committed may be committed a moment later; a write that is committed twice may change nothing
 * the second time; a write that was said not to be done may be overwritten before a client reads it.
 */
final class ChainHistory {
    private static final String COMMITTED = "only what is committed is told";

    /** Clocks run at most 5 % too slowly. */
    private static final int CLOCK_MARGIN = 20;
    /** Ages are rounded to milliseconds. */
    private static final long ROUNDING_NANOS = 1_000_000;

    private final SimulatedRun run;
    private final int chain;
    private final CommittedLog committed;
    private ClientHistory told = new ClientHistory();
    /** For each key, the highest version that a client was told: a condition on it may hold. */
    private final SortedMap<Key, Long> latest = new TreeMap<>();
    /** Values of puts of which the client was told that they did not happen. */
    private final Set<String> denied = new HashSet<>();

    private final Acknowledged acknowledged = new Acknowledged();

    ChainHistory(SimulatedRun run, int chain, CommittedLog committed) {
        this.run = run;
        this.chain = chain;
        this.committed = committed;
    }

    /** The highest version of the key that any client was told; 0 if none. */
    long latest(Key key) {
        return latest.getOrDefault(key, 0L);
    }

    // ------------------------------------------------------------------------------------------- answers

    /** A client sends a request. Its outcome comes to one of the other methods, or to none. */
    void onAsked(ClientOperation operation) {
        told.asked(operation);
    }

    void onRead(ClientOperation operation, VersionedValue value) {
        trace(operation, "version " + value.version());
        check(isCommitted(operation.key(), value), COMMITTED, "%s was told version %d", operation, value.version());
        told.found(operation, value);
        latest.merge(operation.key(), value.version(), Math::max);
    }

    /**
     * A stale read was answered, with an age by that process's clock, which may run too slowly. The answer must
     * show every write that was acknowledged longer ago.
     */
    void onStale(String node, Key key, VersionedValue value, long ageNanos) {
        check(isCommitted(key, value), COMMITTED, "%s told version %d of %s", node, value.version(), key);
        long beforeNanos = run.timeline().nowNanos() - ageNanos - ageNanos / CLOCK_MARGIN - ROUNDING_NANOS;
        long latest = acknowledged.latest(key, beforeNanos);
        boolean has = value.exists() ? value.version() >= latest : latest == 0 || isDeleted(key, latest);
        check(
                has,
                "a copy is no older than it says",
                "%s told version %d of %s and an age of %d ms; version %d was acknowledged before",
                node,
                value.version(),
                key,
                ageNanos / 1_000_000,
                latest);
    }

    /** Whether the key was deleted by this version or a later one. */
    private boolean isDeleted(Key key, long version) {
        for (long seq = LogRecord.seqOf(version); seq <= committed.end(); seq++) {
            LogRecord record = committed.get(seq);
            for (int i = 0; i < record.writes().size(); i++) {
                LoggedWrite write = record.writes().get(i);
                if (write.kind() == LoggedWrite.Kind.DELETE
                        && key.equals(write.key())
                        && record.versionOf(i) >= version) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isCommitted(Key key, VersionedValue value) {
        if (value.version() == 0) {
            return !value.exists();
        }
        LoggedWrite write = committed.write(value.version());
        return write != null
                && write.kind() == LoggedWrite.Kind.PUT
                && key.equals(write.key())
                && (!value.exists() || Arrays.equals(write.value(), value.value()));
    }

    void onWrite(ClientOperation operation, WriteAnswer answer) {
        trace(operation, Lines.of(answer));
        LoggedWrite write = committed.write(answer.version());
        LoggedWrite.Kind kind = answer.applied() ? operation.kind() : LoggedWrite.Kind.CONDITION_FAILED;
        boolean isThat = write != null
                && write.kind() == kind
                && operation.key().equals(write.key())
                && (kind != LoggedWrite.Kind.PUT || Arrays.equals(write.value(), operation.value()))
                && operation.wantPrevious() == (answer.previous() != null)
                && (answer.previous() == null || isCommitted(operation.key(), answer.previous()));
        check(isThat, COMMITTED, "%s was told %s", operation, Lines.of(answer));
        check(
                operation.id() == null || committed.opens(operation.id().session()),
                "a session belongs to its chain",
                "%s was done in session %d, which was opened in another chain",
                operation,
                operation.id() == null ? 0 : operation.id().session());
        if (write.changesKey()) {
            acknowledged.add(operation.key(), answer.version(), run.timeline().nowNanos());
        }
        told.written(operation, answer);
        latest.merge(operation.key(), answer.version(), Math::max);
    }

    /** Writes that were sent together, once, must be in one record and in their order. */
    void onWrittenTogether(List<ClientOperation> operations, List<WriteAnswer> answers) {
        for (int i = 1; i < answers.size(); i++) {
            long before = answers.get(i - 1).version();
            long version = answers.get(i).version();
            check(
                    version > before && LogRecord.seqOf(version) == LogRecord.seqOf(before),
                    "what is sent together is one record",
                    "%s was told version %d, and what stood before it %d",
                    operations.get(i),
                    version,
                    before);
        }
    }

    /** The client is told that this session is open. */
    void onSession(ClientOperation operation, long session) {
        check(committed.opens(session), COMMITTED, "%s was told that session %d is open", operation, session);
    }

    /** The client was told that the operation was not carried out. */
    void onDenied(ClientOperation operation) {
        trace(operation, "not done");
        told.notDone(operation);
        if (operation.kind() == LoggedWrite.Kind.PUT) {
            denied.add(text(operation.value()));
        }
    }

    /** The client does not know whether the operation was carried out. */
    void onUnknown(ClientOperation operation) {
        trace(operation, "outcome unknown");
        told.unknown(operation);
    }

    private void trace(ClientOperation operation, String outcome) {
        if (run.trace().on()) {
            run.trace().line("c" + operation.client(), "%s: %s", operation, outcome);
        }
    }

    // ------------------------------------------------------------------------------------------- the end

    /**
     * An operator has formed the chain from a copy that may lack committed records. The history up to here is
     * judged by itself; a new one begins with the content of that copy. No client may be asking; requests that are
     * still on their way belong to the history in which they were sent.
     */
    void lineageBegins(ReplicaStore copy) {
        told.check();
        told = new ClientHistory();
        latest.clear();
        denied.clear();
        List<Key> keys = run.keys().of(chain);
        for (int i = 0; i < keys.size(); i++) {
            told.begins(i, keys.get(i), ExpectedData.newest(copy, keys.get(i)));
        }
    }

    /**
     * Checks what can be judged only when no more answers will come.
     *
     * @param done values of puts that other chains have committed; those of this one are added
     */
    void checkAtTheEnd(Set<String> done) {
        told.check();
        for (long seq = 1; seq <= committed.end(); seq++) {
            LogRecord record = committed.get(seq);
            for (LoggedWrite write : record.writes()) {
                if (write.kind() == LoggedWrite.Kind.PUT) {
                    String value = text(write.value());
                    check(done.add(value), "exactly once", "the put of %s is committed twice", value);
                    check(
                            !denied.contains(value),
                            "not done is not done",
                            "the put of %s is committed, but its client was told that it was not done",
                            value);
                }
            }
        }
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.US_ASCII);
    }

    private static void check(boolean holds, String name, String broken, Object... arguments) {
        if (!holds) {
            throw new Violation(name, broken, arguments);
        }
    }
}
