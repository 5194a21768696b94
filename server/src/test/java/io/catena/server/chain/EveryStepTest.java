package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/**
 * Members fail before, between and after each step of a write: every role, in chains of two to five, one and two at
 * once. What is published then is what production's controller decides.
 */
public class EveryStepTest {
    private static final String[] NAMES = {"a", "b", "c", "d", "e"};
    /** More steps than any write of a chain of five takes. */
    private static final int MAX_STEPS = 60;

    @Test
    public void anyMemberMayFailAtAnyStepOfAWrite() {
        for (int length = 2; length <= NAMES.length; length++) {
            for (int failing = 0; failing < length; failing++) {
                for (int step = 0; step < MAX_STEPS; step++) {
                    failAt(length, step, List.of(NAMES[failing]));
                }
            }
        }
    }

    @Test
    public void anyTwoMembersMayFailAtOnceAtAnyStepOfAWrite() {
        for (int length = 3; length <= NAMES.length; length++) {
            for (int first = 0; first < length; first++) {
                for (int second = first + 1; second < length; second++) {
                    for (int step = 0; step < MAX_STEPS; step++) {
                        failAt(length, step, List.of(NAMES[first], NAMES[second]));
                    }
                }
            }
        }
    }

    @Test
    public void allButOneMayFailAtAnyStepOfAWrite() {
        for (int survivor = 0; survivor < 4; survivor++) {
            List<String> failing = new ArrayList<>(List.of(NAMES).subList(0, 4));
            failing.remove(survivor);
            for (int step = 0; step < MAX_STEPS; step++) {
                failAt(4, step, failing);
            }
        }
    }

    private static void failAt(int length, int steps, List<String> failing) {
        String situation = failing + " of " + length + " fail after step " + steps;
        List<String> names = new ArrayList<>(List.of(NAMES).subList(0, length));
        TestChain chain = TestChain.of(names.toArray(String[]::new));
        TestController controller = new TestController(chain);
        chain.put("a", "old", "committed");
        chain.settle();

        long ticket = chain.put("a", "key", "value");
        for (int i = 0; i < steps && chain.step(); i++) {
            // each step has happened
        }
        boolean answered = chain.isAnswered(ticket);
        failing.forEach(chain::crash);
        names.removeAll(failing);
        assertFalse(situation, controller.look().orElseThrow().clean());
        assertEquals(situation, names, List.of(chain.memberNames()));
        theFenceFalls(situation, chain);

        for (String survivor : names) {
            assertEquals(situation, "committed", chain.getNow(survivor, "old"));
            String value = chain.getNow(survivor, "key");
            assertTrue(situation, value == null || value.equals("value"));
            if (answered) {
                assertEquals(situation + ", which was answered", "value", value);
            }
        }
        long next = chain.put(names.get(0), "key", "next");
        chain.settle();
        assertTrue(situation, chain.written(next).get(0).applied());
        chain.checkMembersAgree();

        failing.forEach(chain::restart);
        allJoin(situation, chain, controller);
        for (String name : failing) {
            assertEquals(situation + ", rejoined", "next", chain.getNow(name, "key"));
        }
        chain.settle();
        chain.checkMembersAgree();
    }

    /** Members that failed may have a lease and answer by it: meanwhile the head commits nothing (F1). */
    private static void theFenceFalls(String situation, TestChain chain) {
        String head = chain.memberNames()[0];
        chain.drain();
        long early = chain.put(head, "early", "value");
        chain.drain();
        assertTrue(situation, chain.view(head).commitPoint() < chain.view(head).logEnd());
        assertFalse(situation, chain.isAnswered(early));
        chain.settle();
        assertTrue(situation, chain.written(early).get(0).applied());
    }

    private static void allJoin(String situation, TestChain chain, TestController controller) {
        for (int look = 0; chain.memberNames().length < chain.nodes.size(); look++) {
            assertTrue(situation + ": " + chain.configuration, look < 10 * NAMES.length);
            chain.settle();
            controller.look();
        }
        chain.settle();
    }
}
