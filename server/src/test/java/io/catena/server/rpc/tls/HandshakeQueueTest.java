package io.catena.server.rpc.tls;

import static org.junit.Assert.assertEquals;
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
        assertEquals(List.of("1c", "2a", "1b", "1a"), done);
    }

    @Test
    public void aNewcomerComesBeforeAllThatItsMachineHasBegunBefore() {
        begin(1, "flood 1");
        begin(1, "flood 2");
        begin(1, "newcomer");
        run();
        assertEquals(List.of("newcomer", "flood 2", "flood 1"), done);
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
        assertEquals(List.of("one", "one, second part", "one, last part", "more of the flood", "flood"), done);
    }

    /** Ten begin for each one that is computed. The newcomer has four computations. */
    @Test
    public void aNewcomerIsThroughAfterAFewComputationsOfAFloodOfItsMachine() {
        HandshakeQueue node = new HandshakeQueue(threads::add, 1, 100);
        int[] computed = {0};
        int[] newcomerAt = {0};
        int[] parts = {0};
        Executor[] newcomer = new Executor[1];
        Runnable[] part = new Runnable[1];
        part[0] = () -> {
            computed[0]++;
            if (++parts[0] < 4) {
                newcomer[0].execute(part[0]);
            } else {
                newcomerAt[0] = computed[0];
            }
        };
        Runnable[] flood = new Runnable[1];
        flood[0] = () -> {
            computed[0]++;
            for (int i = 0; i < 10 && computed[0] < 100; i++) {
                node.of(1, () -> true, () -> {}).execute(flood[0]);
            }
            if (computed[0] == 50) {
                newcomer[0] = node.of(1, () -> true, () -> {});
                newcomer[0].execute(part[0]);
            }
        };
        node.of(1, () -> true, () -> {}).execute(flood[0]);
        run();
        assertEquals("four more than the 50 before", 54, newcomerAt[0]);
    }

    @Test
    public void ofOneMachineABoundedNumberWaitsAndTheOldestOneGoes() {
        for (String what : List.of("1a", "1b", "1c", "1d", "1e")) {
            begin(1, what);
        }
        assertEquals(List.of("1a", "1b"), closed);
        begin(2, "2a");
        run();
        assertEquals(List.of("1e", "2a", "1d", "1c"), done);
        assertEquals("others are not concerned", List.of("1a", "1b"), closed);
    }

    @Test
    public void whatWaitsForAConnectionThatIsClosedIsPassedOver() {
        begin(1, "1a");
        begin(1, "1b");
        begin(1, "1c");
        closed.addAll(List.of("1c", "1b"));
        run();
        assertEquals(List.of("1a"), done);
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
