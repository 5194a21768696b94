package io.catena.server.rpc.tls;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.Test;

/** Machines that begin many handshakes, and one that begins few; and newcomers from the machine that begins many. */
public class HandshakeQueueTest {
    private static final int MOST_WAITING = 3;

    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final HandshakeQueue queue = new HandshakeQueue(threads::add, 1, MOST_WAITING);
    private final List<String> done = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();

    /** @return what carries out the further computations of the handshake */
    private Executor begin(long machine, String what) {
        Executor handshake = queue.of(machine, () -> !closed.contains(what), () -> closed.add(what));
        handshake.execute(() -> done.add(what));
        return handshake;
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
    public void aHandshakeOfWhichMuchIsDoneIsCompletedBeforeAnotherOneOfItsMachineBegins() {
        Executor one = begin(1, "one");
        run();
        begin(1, "flood");
        one.execute(() -> {
            done.add("one, second part");
            begin(1, "more of the flood");
            one.execute(() -> done.add("one, last part"));
        });
        run();
        assertEquals(List.of("one", "one, second part", "one, last part", "flood", "more of the flood"), done);
    }

    @Test
    public void aHandshakeHasBegunAsSoonAsSomethingOfItIsComputed() {
        HandshakeQueue.Handshake[] handshake = {queue.of(1, () -> true, () -> {})};
        assertFalse(handshake[0].hasBegun());
        handshake[0].execute(() -> assertTrue(handshake[0].hasBegun()));
        assertFalse("it waits", handshake[0].hasBegun());
        run();
        assertTrue(handshake[0].hasBegun());
    }

    @Test
    public void ofOneMachineABoundedNumberWaitsAndTheOldestOneGoes() {
        for (String what : List.of("1a", "1b", "1c", "1d", "1e")) {
            begin(1, what);
        }
        assertEquals(List.of("1a", "1b"), closed);
        begin(2, "2a");
        run();
        assertEquals(List.of("1c", "2a", "1d", "1e"), done);
        assertEquals("others are not concerned", List.of("1a", "1b"), closed);
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
        run();
        assertTrue(closed.isEmpty());
    }
}
