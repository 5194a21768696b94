package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

/** Which connection has the next turn: source "a" has many connections, "b" has one or two. */
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
    public void aConnectionThatAsksAgainComesBehindTheOthersOfItsSource() {
        wait("a1", "a2", "a3");
        assertEquals(List.of("a1"), next(1));
        wait("a1");
        assertEquals(List.of("a2", "a3", "a1"), next(3));
    }

    @Test
    public void aSourceWithOneConnectionHasEverySecondTurnBesideOneWithMany() {
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
    public void aConnectionThatCouldNotUseItsTurnGetsItBack() {
        wait("a1", "a2", "a3", "b1", "c1");
        List<String> inVain = next(4);
        assertEquals(List.of("a1", "b1", "c1", "a2"), inVain);
        wait("d1", "b2");
        turns.putBack(inVain, waiter -> waiter.substring(0, 1));
        assertEquals(List.of("a1", "b1", "c1", "d1", "a2", "b2", "a3"), next(7));
        assertTrue(turns.isEmpty());
    }

    @Test
    public void aConnectionThatLeavesDelaysNoOtherAndItsSourceGoesWithTheLastOfIt() {
        wait("a1", "b1", "a2", "b2");
        turns.removeIf(waiter -> waiter.startsWith("a"));
        wait("c1", "a3");
        assertEquals(List.of("b1", "c1", "a3", "b2"), next(4));
        assertNull(turns.peek());
        assertNull(turns.poll());
    }

    /** A source or one that waits, which counts the comparisons with all of its kind. */
    private static final class Counted {
        static int comparisons;

        @Override
        public boolean equals(Object other) {
            comparisons++;
            return this == other;
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }

    /** Of many sources, each with some connections, none is looked for among all others. */
    @Test
    public void aConnectionThatGetsItsTurnBackOrLeavesIsNotSearchedFor() {
        int each = 4;
        TurnsBySource<Counted, Counted> many = new TurnsBySource<>();
        Map<Counted, Counted> sourceOf = new HashMap<>();
        for (int source = 0; source < 500; source++) {
            Counted its = new Counted();
            for (int i = 0; i < each; i++) {
                Counted waiter = new Counted();
                sourceOf.put(waiter, its);
                many.addLast(its, waiter);
            }
        }
        Counted.comparisons = 0;
        List<Counted> inVain = new ArrayList<>();
        while (!many.isEmpty()) {
            inVain.add(many.poll());
        }
        many.putBack(inVain, sourceOf::get);
        Set<Counted> late = Collections.newSetFromMap(new IdentityHashMap<>());
        late.addAll(inVain.subList(inVain.size() / 2, inVain.size()));
        many.removeIf(late::contains);
        assertTrue("" + Counted.comparisons, Counted.comparisons <= 4 * sourceOf.size());
        for (Counted first : inVain.subList(0, inVain.size() / 2)) {
            assertTrue(first == many.poll());
        }
        assertTrue(many.isEmpty());
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
