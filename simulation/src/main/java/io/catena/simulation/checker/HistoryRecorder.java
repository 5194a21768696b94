package io.catena.simulation.checker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes operations of events, which must come in the order of real time. A process has one call under way at a time; it
 * may go on after an unknown outcome. Not thread-safe.
 */
public final class HistoryRecorder {
    private final List<Operation> finished = new ArrayList<>();
    private final Map<Integer, Pending> pending = new HashMap<>();
    private long position;

    private record Pending(Call call, long invoked) {}

    /**
     * A client calls.
     *
     * @throws IllegalStateException if the process has a call under way
     */
    public void invoke(int process, Call call) {
        Pending other = pending.putIfAbsent(process, new Pending(call, position++));
        if (other != null) {
            throw new IllegalStateException("process " + process + " calls while its last call is still under way");
        }
    }

    /** The client is answered. */
    public void ok(int process, Answer answer) {
        ok(process, underWay(process), answer);
    }

    /** The client is answered, and told so much that it is as if it had asked for something else. */
    public void ok(int process, Call inEffect, Answer answer) {
        Pending call = take(process);
        finished.add(new Operation(process, inEffect, answer, call.invoked(), position++));
    }

    /** The call has certainly had no effect; it says nothing. */
    public void fail(int process) {
        take(process);
        position++;
    }

    /** The client gives up waiting; the call may have had its effect, may have it at any later time, or never. */
    public void unknown(int process) {
        Pending call = take(process);
        finished.add(Operation.open(process, call.call(), call.invoked()));
        position++;
    }

    /** The call that the process has under way. */
    public Call underWay(int process) {
        Pending call = pending.get(process);
        if (call == null) {
            throw new IllegalStateException("process " + process + " has no call under way");
        }
        return call.call();
    }

    /** All operations so far; those under way are of unknown outcome. */
    public List<Operation> operations() {
        List<Operation> all = new ArrayList<>(finished);
        pending.forEach((process, call) -> all.add(Operation.open(process, call.call(), call.invoked())));
        all.sort(Comparator.comparingLong(Operation::invoked));
        return all;
    }

    private Pending take(int process) {
        underWay(process);
        return pending.remove(process);
    }
}
