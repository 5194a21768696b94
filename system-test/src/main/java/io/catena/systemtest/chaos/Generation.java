package io.catena.systemtest.chaos;

import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.Call;
import io.catena.simulation.checker.HistoryRecorder;
import io.catena.simulation.checker.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that clients use for some time, and the history of these keys. So the history of a key stays short enough to
 * be judged, and can be forgotten when it was judged. Thread-safe.
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

    /** To be called before a call of a client; returns false if these keys are closed. */
    synchronized boolean invoke(int process, Call call) {
        if (closed) {
            return false;
        }
        begin(process, call);
        return true;
    }

    /** Like {@link #invoke}, for the reads after the keys were closed. */
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

    /** Permits no new calls; returns when those under way have ended. */
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
