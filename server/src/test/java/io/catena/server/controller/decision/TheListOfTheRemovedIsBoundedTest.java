package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Member;
import io.catena.server.chain.Removal;
import io.catena.server.chain.SharedSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.Test;

/** However many nodes come and go, a configuration stays small, and no life is forgotten that could come back (C10). */
public class TheListOfTheRemovedIsBoundedTest {
    private static Member node(int number) {
        return new Member("node-" + number, 1_000 + number, "host:7400");
    }

    private static ChainView view(Configuration current, List<Member> registered) {
        return new ChainView(ControllerScene.CHAIN, current, current, registered, Map.of(), Set.of(), false);
    }

    /** One node after the other joins and goes; these stay registered all the time, in the life that was removed. */
    private static Configuration comeAndGo(int nodes, List<Member> stillRegistered) {
        Member a = ControllerScene.life("a1");
        Configuration current = ControllerScene.configuration(1, "a1", null);
        for (int i = 0; i < nodes; i++) {
            Member other = node(i);
            Configuration joining =
                    NextEpoch.of(view(current, List.of(a, other))).withJoining(other);
            PermittedChange.check(current, current, joining);
            List<Member> registered = new ArrayList<>(stillRegistered);
            registered.add(a);
            Configuration gone = NextEpoch.of(view(joining, registered)).without(List.of(other), true, "gone");
            PermittedChange.check(joining, joining, gone);
            current = gone;
        }
        return current;
    }

    @Test
    public void thousandsOfNodesThatCameAndWentAreForgottenButForTheLast() {
        Configuration current = comeAndGo(5_000, List.of());
        assertTrue("" + current.removed().size(), current.removed().size() <= Configuration.MOST_REMOVED);
        for (int last = 5_000 - Configuration.MOST_REMOVALS; last < 5_000; last++) {
            assertTrue(current.hasRemoved(node(last)));
        }
    }

    @Test
    public void aLifeThatIsStillRegisteredIsNeverForgotten() {
        Configuration current = comeAndGo(3_000, List.of(node(7), node(1_500)));
        assertTrue(current.hasRemoved(node(7)));
        assertTrue(current.hasRemoved(node(1_500)));
        assertFalse(current.hasRemoved(node(8)));
        Decision decision = NextConfiguration.decide(view(current, List.of(ControllerScene.life("a1"), node(7))));
        assertEquals(Optional.empty(), decision.next());
    }

    private static Configuration withRemoved(long epoch, Map<String, Long> removed, List<Removal> last) {
        return new Configuration(
                ControllerScene.CHAIN,
                epoch,
                1,
                ControllerScene.lives("a1 b1"),
                null,
                true,
                removed,
                SharedSettings.STANDARD,
                SharedSettings.STANDARD.leaseMillis(),
                last);
    }

    private static Map<String, Long> without(Map<String, Long> removed, String... nodeIds) {
        Map<String, Long> rest = new TreeMap<>(removed);
        rest.keySet().removeAll(Set.of(nodeIds));
        return rest;
    }

    @Test
    public void anEarlierLifeOfAMemberIsNeverForgotten() {
        Map<String, Long> removed = new TreeMap<>();
        for (int i = 0; i < Configuration.MOST_REMOVED; i++) {
            removed.put(node(i).nodeId(), node(i).life());
        }
        removed.put("a", 77L);
        Configuration listed = withRemoved(7, removed, List.of());
        Configuration next = NextEpoch.of(view(listed, ControllerScene.lives("a1")))
                .without(ControllerScene.lives("b1"), false, "gone");
        assertEquals(Map.of("a", 77L, "b", 1L), next.removed());
        PermittedChange.check(listed, listed, next);
    }

    private static void refused(Configuration before, Map<String, Long> removed) {
        Map<String, Long> all = new TreeMap<>(removed);
        all.put("b", 1L);
        Configuration after = new Configuration(
                ControllerScene.CHAIN, before.epoch() + 1, 1, ControllerScene.lives("a1"), null, false, all);
        assertThrows(Invariant.Broken.class, () -> PermittedChange.check(before, before, after));
    }

    @Test
    public void theTableRefusesToForgetOfAShortListOrTheLastToGoOrALifeOfAMember() {
        Map<String, Long> few = new TreeMap<>();
        for (int i = 0; i < Configuration.MOST_REMOVED - 1; i++) {
            few.put(node(i).nodeId(), node(i).life());
        }
        refused(withRemoved(7, few, List.of()), without(few, "node-1"));
        Map<String, Long> many = new TreeMap<>(few);
        many.put("a", 77L);
        Configuration listed = withRemoved(7, many, List.of(new Removal("node-5", 1_005, 6, "a", "gone")));
        refused(listed, without(many, "node-5"));
        refused(listed, without(many, "a"));
        Map<String, Long> allowed = without(many, "node-1", "node-2");
        allowed.put("b", 1L);
        PermittedChange.check(
                listed,
                listed,
                new Configuration(ControllerScene.CHAIN, 8, 1, ControllerScene.lives("a1"), null, false, allowed));
    }
}
