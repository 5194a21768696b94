package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Who has the next turn: "a" has many connections, "b" has one or two. */
public class TurnsBySourceTest {
    private final TurnsBySource<String, String> turns = new TurnsBySource<>();

    private void wait(String... waiters) {
        for (String waiter : waiters) {
            turns.addLast(waiter.substring(0, 1), waiter);
        }
    }

    private List<String> next(int count) {
        List<String> served = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            assertEquals(turns.peek(), turns.peek());
            String expected = turns.peek();
            assertEquals(expected, turns.poll());
            served.add(expected);
        }
        return served;
    }

    @Test
    public void sourcesTakeTurnsHoweverManyWaitOfEach() {
        wait("a1", "a2", "a3", "a4", "b1", "b2", "c1");
        assertEquals(List.of("a1", "b1", "c1", "a2", "b2", "a3", "a4"), next(7));
        assertTrue(turns.isEmpty());
    }

    @Test
    public void whoAsksAgainComesBehindTheOthersOfItsSource() {
        wait("a1", "a2", "a3");
        assertEquals(List.of("a1"), next(1));
        wait("a1");
        assertEquals(List.of("a2", "a3", "a1"), next(3));
    }

    @Test
    public void whoAsksAgainHasEverySecondTurnBesideOneThatHasMany() {
        for (int i = 10; i < 74; i++) {
            wait("a" + i);
        }
        wait("b1");
        int ofB = 0;
        for (int turn = 0; turn < 100; turn++) {
            String served = next(1).get(0);
            ofB += served.equals("b1") ? 1 : 0;
            wait(served);
        }
        assertEquals(50, ofB);
    }

    @Test
    public void aNewSourceWaitsForOneTurnOfEachOther() {
        wait("a1", "a2", "a3", "b1", "b2");
        assertEquals(List.of("a1"), next(1));
        wait("c1");
        assertEquals(List.of("b1", "a2", "c1"), next(3));
    }

    @Test
    public void whoCouldNotUseItsTurnGetsItBack() {
        wait("a1", "a2", "a3", "b1", "c1");
        List<String> inVain = new ArrayList<>(next(4));
        assertEquals(List.of("a1", "b1", "c1", "a2"), inVain);
        for (int i = inVain.size() - 1; i >= 0; i--) {
            turns.addFirst(inVain.get(i).substring(0, 1), inVain.get(i));
        }
        assertEquals(List.of("a1", "b1", "c1", "a2", "a3"), next(5));
    }

    @Test
    public void whoLeavesDelaysNobodyAndItsSourceGoesWithTheLastOfIt() {
        wait("a1", "b1", "a2", "b2");
        turns.remove("a", "a1");
        turns.remove("a", "a2");
        turns.remove("a", "a2");
        turns.remove("c", "c1");
        wait("c1", "a3");
        assertEquals(List.of("b1", "c1", "a3", "b2"), next(4));
        assertNull(turns.peek());
        assertNull(turns.poll());
    }

    @Test
    public void afterAllIsClearedNothingOfItComesBack() {
        wait("a1", "b1");
        turns.clear();
        assertTrue(turns.isEmpty());
        wait("b2");
        assertEquals(List.of("b2"), next(1));
        assertTrue(turns.isEmpty());
    }
}
