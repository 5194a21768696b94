package io.catena.simulation.history;

import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.invariants.Violation;
import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.Call;
import io.catena.simulation.checker.Condition;
import io.catena.simulation.checker.HistoryChecker;
import io.catena.simulation.checker.HistoryRecorder;
import io.catena.simulation.checker.OperationText;
import io.catena.simulation.checker.SearchLimits;
import io.catena.simulation.checker.Verdict;
import io.catena.simulation.run.Lines;
import java.nio.charset.StandardCharsets;

/**
 * What clients asked and were told. The linearizability checker judges it at the end of a run. The checker does not
 * know what was committed, nor in which order.
 */
final class ClientHistory {
    /** There is no bound of time, so that a seed gives the same verdict on every machine. */
    private static final SearchLimits LIMITS = new SearchLimits(500_000, 0);

    private final HistoryRecorder recorder = new HistoryRecorder();

    void asked(ClientOperation operation) {
        recorder.invoke(operation.process(), call(operation));
    }

    /** What a key holds before the first request of this history. */
    void begins(int index, Key key, VersionedValue value) {
        if (value.exists()) {
            int process = -1 - index;
            recorder.invoke(process, Call.put(key.toString(), text(value.value()), Condition.NONE));
            recorder.ok(process, Answer.done(value.version()));
        }
    }

    void found(ClientOperation operation, VersionedValue value) {
        recorder.ok(operation.process(), found(value));
    }

    /**
     * An answer with the previous value says more than one without: it counts as if that value had been the write's
     * condition.
     */
    void written(ClientOperation operation, WriteAnswer answer) {
        int process = operation.process();
        VersionedValue previous = answer.previous();
        if (previous == null) {
            recorder.ok(process, answer.applied() ? Answer.done(answer.version()) : Answer.NOT_APPLIED);
            return;
        }
        boolean existed = previous.version() > 0;
        boolean fits = operation.condition() == null || answer.applied() == holds(operation, previous);
        if (!fits) {
            throw new Violation("previous values", "%s was told %s", operation, Lines.of(answer));
        }
        if (answer.applied()) {
            Condition before = existed ? Condition.version(previous.version()) : Condition.ABSENT;
            recorder.ok(process, call(operation, before), Answer.done(answer.version()));
        } else if (existed && !previous.exists()) {
            recorder.ok(process, Answer.NOT_APPLIED);
        } else {
            recorder.ok(process, Call.get(operation.key().toString()), found(previous));
        }
    }

    private static boolean holds(ClientOperation operation, VersionedValue previous) {
        return operation.condition().absent()
                ? previous.version() == 0
                : previous.version() == operation.condition().version();
    }

    void notDone(ClientOperation operation) {
        recorder.fail(operation.process());
    }

    void unknown(ClientOperation operation) {
        recorder.unknown(operation.process());
    }

    private static Call call(ClientOperation operation) {
        if (operation.isRead()) {
            return Call.get(operation.key().toString());
        }
        if (operation.condition() == null) {
            return call(operation, Condition.NONE);
        }
        return call(
                operation,
                operation.condition().absent()
                        ? Condition.ABSENT
                        : Condition.version(operation.condition().version()));
    }

    private static Call call(ClientOperation operation, Condition condition) {
        String key = operation.key().toString();
        return operation.kind() == LoggedWrite.Kind.PUT
                ? Call.put(key, text(operation.value()), condition)
                : Call.delete(key, condition);
    }

    private static Answer found(VersionedValue value) {
        return value.exists() ? Answer.found(text(value.value()), value.version()) : Answer.ABSENT;
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.US_ASCII);
    }

    /** Throws unless every key's operations can have taken effect one after the other. */
    void check() {
        var verdict = HistoryChecker.check(recorder.operations(), LIMITS);
        for (Verdict bad : verdict.with(Verdict.Result.NOT_LINEARIZABLE)) {
            throw new Violation(
                    "linearizable",
                    "what clients were told of %s contradicts itself:%n%s",
                    bad.key(),
                    OperationText.of(bad.operations()));
        }
        for (Verdict unclear : verdict.with(Verdict.Result.GAVE_UP)) {
            throw new Violation(
                    "the checker decides",
                    "%s: gave up after %d configurations",
                    unclear.key(),
                    unclear.configurations());
        }
    }
}
