package io.catena.simulation;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Versioned;
import io.catena.server.chain.WriteAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Checks what clients are told, at once. The committed log says in which order writes took effect; an answer must fit
 * some moment in it that is not before anything that was known when the operation began. For a key this is
 * linearizability, since each read is put at the earliest moment that it fits.
 */
final class Histories {
    private final World world;
    private final CommittedLog committed;
    /** For each key, the version of the latest change that some finished operation has seen or made. */
    private final SortedMap<Key, Long> floors = new TreeMap<>();
    /** Values of puts of which the client was told that they did not happen. */
    private final Set<String> denied = new HashSet<>();

    private long reads;
    private long writes;
    private long unknown;

    Histories(World world) {
        this.world = world;
        this.committed = world.committed();
    }

    long reads() {
        return reads;
    }

    long writes() {
        return writes;
    }

    long unknown() {
        return unknown;
    }

    /** What is known of the key when an operation begins. */
    long floor(Key key) {
        return floors.getOrDefault(key, 0L);
    }

    // ------------------------------------------------------------------------------------------- answers

    void onRead(ClientOperation operation, Versioned value) {
        reads++;
        world.trace().line("c" + operation.client(), "%s: version %d", operation, value.version());
        Key key = operation.key();
        if (value.exists()) {
            LoggedWrite write = committed.write(value.version());
            boolean isThat = write != null
                    && write.kind() == LoggedWrite.Kind.PUT
                    && key.equals(write.key())
                    && Arrays.equals(write.value(), value.value());
            check(isThat, "only what is committed is read", "%s was told version %d", operation, value.version());
            check(
                    value.version() >= operation.floor(),
                    "no stale read",
                    "%s was told version %d, but version %d was known before it began",
                    operation,
                    value.version(),
                    operation.floor());
            seen(key, value.version());
        } else {
            seen(key, absentSince(operation));
        }
    }

    /** The earliest moment not before the operation's floor at which the key does not exist. */
    private long absentSince(ClientOperation operation) {
        if (operation.floor() == 0) {
            return 0;
        }
        for (long change : committed.changes(operation.key())) {
            if (change >= operation.floor() && committed.write(change).kind() == LoggedWrite.Kind.DELETE) {
                return change;
            }
        }
        throw new Violation(
                "no stale read",
                "%s was told that the key does not exist, but version %d was known before it began",
                operation,
                operation.floor());
    }

    void onWrite(ClientOperation operation, WriteAnswer answer) {
        writes++;
        world.trace().line("c" + operation.client(), "%s: %s", operation, Lines.of(answer));
        LoggedWrite write = committed.write(answer.version());
        LoggedWrite.Kind kind = answer.applied() ? operation.kind() : LoggedWrite.Kind.CONDITION_FAILED;
        boolean isThat = write != null
                && write.kind() == kind
                && operation.key().equals(write.key())
                && (kind != LoggedWrite.Kind.PUT || Arrays.equals(write.value(), operation.value()));
        check(isThat, "only what is committed is answered", "%s was told %s", operation, Lines.of(answer));
        long before = lastChangeBefore(operation.key(), answer.version());
        check(
                answer.applied() ? answer.version() > operation.floor() : before >= operation.floor(),
                "writes take effect after they are asked for",
                "%s was told version %d, but version %d was known before it began",
                operation,
                answer.version(),
                operation.floor());
        conditionIsKept(operation, answer, before);
        seen(operation.key(), answer.applied() ? answer.version() : before);
    }

    private void conditionIsKept(ClientOperation operation, WriteAnswer answer, long before) {
        boolean existed = before > 0 && committed.write(before).kind() == LoggedWrite.Kind.PUT;
        if (operation.condition() != null) {
            boolean holds = operation.condition().absent()
                    ? !existed
                    : existed && before == operation.condition().version();
            check(holds == answer.applied(), "conditions", "%s was told %s", operation, Lines.of(answer));
        }
        if (operation.wantPrevious()) {
            Versioned previous = answer.previous();
            check(
                    previous != null && previous.version() == (existed ? before : 0),
                    "previous values",
                    "%s was told %s, but version %d was before it",
                    operation,
                    Lines.of(answer),
                    before);
        }
    }

    private long lastChangeBefore(Key key, long version) {
        List<Long> changes = committed.changes(key);
        for (int i = changes.size() - 1; i >= 0; i--) {
            if (changes.get(i) < version) {
                return changes.get(i);
            }
        }
        return 0;
    }

    private void seen(Key key, long version) {
        floors.merge(key, version, Math::max);
    }

    /** The client knows that it was not done. */
    void onDenied(ClientOperation operation) {
        world.trace().line("c" + operation.client(), "%s: not done", operation);
        if (operation.kind() == LoggedWrite.Kind.PUT) {
            denied.add(text(operation.value()));
        }
    }

    /** The client does not know whether it was done. */
    void onUnknown(ClientOperation operation) {
        unknown++;
        world.trace().line("c" + operation.client(), "%s: outcome unknown", operation);
    }

    // ------------------------------------------------------------------------------------------- the end

    /** Looks at the whole log once: nothing is in it twice, and nothing that a client was told was not done. */
    void checkAtTheEnd() {
        Set<String> done = new HashSet<>();
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
