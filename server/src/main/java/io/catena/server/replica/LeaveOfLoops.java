package io.catena.server.replica;

import io.catena.server.runtime.Loops;
import java.util.List;
import java.util.function.Consumer;

/** Takes the replicas of all loops out of their chains, each on its loop, and waits until all loops have done with that. Owned by the first loop. */
public final class LeaveOfLoops {
    private final Loops loops;
    private final List<LeaveCompletion> leaves;
    private int open;
    private LeaveCompletion.Outcome outcome = LeaveCompletion.Outcome.NOTHING_TO_LEAVE;

    /** @param leaves of each loop, owned by it */
    public LeaveOfLoops(Loops loops, List<LeaveCompletion> leaves) {
        this.loops = loops;
        this.leaves = List.copyOf(leaves);
    }

    /**
     * To be called once, on the first loop.
     *
     * @param done hears the outcome, once; perhaps at once
     */
    public void begin(Consumer<LeaveCompletion.Outcome> done) {
        open = leaves.size();
        for (int loop = loops.count() - 1; loop > Loops.FIRST; loop--) {
            LeaveCompletion leave = leaves.get(loop);
            loops.handOver(loop, () -> leave.begin(found -> loops.handOver(Loops.FIRST, () -> isOver(found, done))));
        }
        leaves.get(Loops.FIRST).begin(found -> isOver(found, done));
    }

    private void isOver(LeaveCompletion.Outcome found, Consumer<LeaveCompletion.Outcome> done) {
        open--;
        if (found.compareTo(outcome) > 0) {
            outcome = found;
        }
        if (open == 0) {
            done.accept(outcome);
        }
    }
}
