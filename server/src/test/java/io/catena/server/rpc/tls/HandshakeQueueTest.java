package io.catena.server.rpc.tls;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.Test;

/** Machines that begin many handshakes, and one that begins few. */
public class HandshakeQueueTest {
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final HandshakeQueue queue = new HandshakeQueue(threads::add, 1, 3);
    private final List<String> done = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();

    private void begin(long machine, String what) {
        queue.of(machine, () -> !closed.contains(what)).execute(() -> done.add(what));
    }

    private void run() {
        while (!threads.isEmpty()) {
            threads.removeFirst().run();
        }
    }

    @Test
    public void machinesTakeTurns() {
        begin(1, "1a");
        begin(1, "1b");
        begin(1, "1c");
        begin(2, "2a");
        run();
        assertEquals(List.of("1a", "2a", "1b", "1c"), done);
    }

    @Test
    public void ofOneMachineABoundedNumberWaitsAndOthersAreNotConcerned() {
        begin(1, "1a");
        begin(1, "1b");
        begin(1, "1c");
        assertThrows(RejectedExecutionException.class, () -> begin(1, "1d"));
        begin(2, "2a");
        run();
        begin(1, "1e");
        run();
        assertEquals(List.of("1a", "2a", "1b", "1c", "1e"), done);
    }

    @Test
    public void whatWaitsForAConnectionThatIsClosedIsPassedOver() {
        begin(1, "1a");
        begin(1, "1b");
        begin(1, "1c");
        closed.addAll(List.of("1a", "1b"));
        run();
        assertEquals(List.of("1c"), done);
    }

    @Test
    public void noMoreThreadsAreAskedForThanMayRun() {
        begin(1, "1a");
        begin(2, "2a");
        assertEquals(1, threads.size());
        run();
        begin(3, "3a");
        assertEquals(1, threads.size());
    }
}
