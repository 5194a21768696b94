package io.catena.systemtest.chaos;

import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.Call;
import io.catena.simulation.checker.HistoryRecorder;
import io.catena.simulation.checker.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that clients use for a while, and the history of these keys. So no key's history grows beyond what can be
 * judged, and what has been judged can be forgotten. Thread-safe.
 */
final class Generation {
    private final int number;
    private final List<String> keys = new ArrayList<>();
    private final long beginNanos = System.nanoTime();
    private final long beginSecond;
    private final HistoryRecorder recorder = new HistoryRecorder();
    private int underWay;
    private boolean closed;

    /** @param beginSecond of the run */
    Generation(int number, int keyCount, long beginSecond) {
        this.number = number;
        this.beginSecond = beginSecond;
        for (int i = 0; i < keyCount; i++) {
            keys.add("g" + number + "-" + i);
        }
    }

    int number() {
        return number;
    }

    List<String> keys() {
        return keys;
    }

    long beginSecond() {
        return beginSecond;
    }

    long ageNanos() {
        return System.nanoTime() - beginNanos;
    }

    /** A client is about to call; false if these keys are not to be used any more. */
    synchronized boolean invoke(int process, Call call) {
        if (closed) {
            return false;
        }
        begin(process, call);
        return true;
    }

    /** Like {@link #invoke}, of whoever looks at the keys once more after they were closed. */
    synchronized void invokeLast(int process, Call call) {
        begin(process, call);
    }

    private void begin(int process, Call call) {
        recorder.invoke(process, call);
        underWay++;
    }

    synchronized void ok(int process, Answer answer) {
        recorder.ok(process, answer);
        end();
    }

    synchronized void fail(int process) {
        recorder.fail(process);
        end();
    }

    synchronized void unknown(int process) {
        recorder.unknown(process);
        end();
    }

    private void end() {
        underWay--;
        notifyAll();
    }

    /** No new calls from now on; returns when those under way have ended. */
    synchronized void close() throws InterruptedException {
        closed = true;
        while (underWay > 0) {
            wait();
        }
    }

    synchronized List<Operation> operations() {
        return recorder.operations();
    }
}
