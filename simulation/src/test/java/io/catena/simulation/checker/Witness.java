package io.catena.simulation.checker;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Holds the order that a verdict of "linearizable" comes with against the history. */
final class Witness {
    private Witness() {}

    static void assertExplains(List<Operation> order, List<Operation> history) {
        Set<Operation> once = new HashSet<>(order);
        assertEquals("each operation takes effect once", order.size(), once.size());
        assertTrue("only what was called takes effect", history.containsAll(once));
        assertTrue(
                "what was answered has taken effect",
                once.containsAll(history.stream().filter(o -> !o.isOpen()).toList()));
        long lastCall = -1;
        for (Operation operation : order) {
            assertTrue("real time is respected by " + operation, operation.returned() > lastCall);
            lastCall = Math.max(lastCall, operation.invoked());
        }
        assertTrue("one after the other, they may be answered so", BruteForce.isLinearizable(inThisOrder(order)));
    }

    /** The same operations, each behind the answer of the one before. */
    private static List<Operation> inThisOrder(List<Operation> order) {
        HistoryRecorder recorder = new HistoryRecorder();
        for (Operation operation : order) {
            recorder.invoke(0, operation.call());
            if (operation.isOpen()) {
                recorder.unknown(0);
            } else {
                recorder.ok(0, operation.answer());
            }
        }
        return recorder.operations();
    }
}
