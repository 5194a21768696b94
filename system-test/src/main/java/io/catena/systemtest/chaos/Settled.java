package io.catena.systemtest.chaos;

import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.Call;
import io.catena.simulation.checker.HistoryRecorder;
import io.catena.simulation.checker.LinearizabilityChecker;
import io.catena.simulation.checker.Operation;
import io.catena.simulation.checker.SearchLimits;
import io.catena.simulation.checker.Verdict;
import java.util.List;

/**
 * What must be remembered of a key whose history was judged: what its last read found, and the writes that may still
 * take effect. Immutable.
 *
 * @param last what was found; its value is null if there was no such key
 * @param open writes of unknown outcome
 */
record Settled(String key, Answer last, List<Call> open) {
    private static final SearchLimits LIMITS = new SearchLimits(100_000, 10_000);

    /** @param ofKey the whole history of the key; its last operation is a read that was answered */
    static Settled of(String key, List<Operation> ofKey) {
        Operation last = ofKey.get(ofKey.size() - 1);
        return new Settled(
                key,
                last.answer(),
                ofKey.stream()
                        .filter(Operation::isOpen)
                        .map(Operation::call)
                        .filter(write -> !isEffectOf(write, last.answer()))
                        .toList());
    }

    /** The effect of the write is there, and it has no second one. */
    private static boolean isEffectOf(Call write, Answer found) {
        return write.value() != null && write.value().equals(found.value());
    }

    /**
     * Judges what the members hold later.
     *
     * @param found at one member after the other
     */
    Verdict judge(List<Answer> found) {
        HistoryRecorder history = new HistoryRecorder();
        int process = 0;
        if (last.value() != null) {
            history.invoke(process, Call.put(key, last.value()));
            history.ok(process, Answer.done(last.version()));
        }
        for (Call write : open) {
            process++;
            history.invoke(process, write);
            history.unknown(process);
        }
        for (Answer answer : found) {
            process++;
            history.invoke(process, Call.get(key));
            history.ok(process, answer);
        }
        return LinearizabilityChecker.check(history.operations(), LIMITS);
    }
}
