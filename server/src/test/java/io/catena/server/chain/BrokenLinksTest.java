package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.function.BiPredicate;
import org.junit.Test;

/**
 * The links of one node carry nothing, and all members answer the controller: the node with these links is removed (H5,
 * H6), members that only wait for it stay (L5), and no other member is removed where the fault can be known.
 */
public class BrokenLinksTest {
    private static final int SECONDS = 40;

    /** What one node and others tell each other is lost, by this rule. */
    private interface Fault {
        BiPredicate<String, String> of(WatchedChain watched, String broken);
    }

    private static boolean between(String one, String other, String from, String to) {
        return one.equals(from) && other.equals(to) || one.equals(to) && other.equals(from);
    }

    private static final Fault ALL = (watched, broken) -> (from, to) -> from.equals(broken) || to.equals(broken);
    private static final Fault SENDS_NOTHING = (watched, broken) -> (from, to) -> from.equals(broken);
    private static final Fault HEARS_NOTHING = (watched, broken) -> (from, to) -> to.equals(broken);

    private static final Fault UPWARD = (watched, broken) -> (from, to) -> {
        int place = watched.placeOf(broken);
        return place > 0
                && between(
                        broken,
                        watched.chain.configuration.line().get(place - 1).nodeId(),
                        from,
                        to);
    };

    private static final Fault DOWNWARD = (watched, broken) -> (from, to) -> {
        List<Member> line = watched.chain.configuration.line();
        int place = watched.placeOf(broken);
        return place >= 0
                && place + 1 < line.size()
                && between(broken, line.get(place + 1).nodeId(), from, to);
    };

    private static WatchedChain run(int members, String broken, Fault fault, boolean asAnEpochBegins) {
        WatchedChain watched = new WatchedChain(members);
        watched.chain.wires.lost = fault.of(watched, broken);
        if (asAnEpochBegins) {
            watched.chain.publishMembers(watched.chain.memberNames());
        }
        watched.seconds(SECONDS);
        assertTrue(what(watched, broken) + " does not serve", watched.serves());
        return watched;
    }

    private static String what(WatchedChain watched, String broken) {
        return "with the links of " + broken + " broken, after removing " + watched.removed + ", "
                + String.join("", watched.chain.memberNames());
    }

    private interface Check {
        void check(WatchedChain watched, int position, String all, String broken);
    }

    /** In chains of three to six, each member in turn; while all links are open, and while all have to be opened. */
    private static void everywhere(Fault fault, Check check) {
        for (int members = 3; members <= 6; members++) {
            String all = "abcdef".substring(0, members);
            for (int position = 0; position < members; position++) {
                String broken = all.substring(position, position + 1);
                check.check(run(members, broken, fault, false), position, all, broken);
                check.check(run(members, broken, fault, true), position, all, broken);
            }
        }
    }

    private static long removedOthers(WatchedChain watched, String broken) {
        return watched.removed.stream()
                .filter(name -> !name.equals(broken) && !name.equals("+" + broken))
                .count();
    }

    private static void onlyTheBrokenOneGoes(Fault fault) {
        everywhere(fault, (watched, position, all, broken) -> {
            assertEquals(what(watched, broken), 0, removedOthers(watched, broken));
            assertEquals(what(watched, broken), all.replace(broken, ""), watched.members());
        });
    }

    @Test
    public void aMemberWithAllItsLinksBrokenGoesAndNoOther() {
        onlyTheBrokenOneGoes(ALL);
    }

    @Test
    public void aMemberThatSendsNothingGoesAndNoOther() {
        onlyTheBrokenOneGoes(SENDS_NOTHING);
    }

    @Test
    public void aMemberThatHearsNothingGoesAndNoOther() {
        onlyTheBrokenOneGoes(HEARS_NOTHING);
    }

    /** That the second cannot hear the head looks from everywhere as if the head's links were broken. */
    @Test
    public void aMemberWithABrokenLinkUpwardGoesUnlessItBecomesTheHead() {
        everywhere(UPWARD, (watched, position, all, broken) -> {
            String expected = position < 2 ? all : all.replace(broken, "");
            assertEquals(what(watched, broken), position == 1 ? 1 : 0, removedOthers(watched, broken));
            assertEquals(what(watched, broken), expected, watched.members());
        });
    }

    /**
     * In the middle it is not known at first which end of the link is at fault, and the last one has no other
     * neighbour.
     */
    @Test
    public void aMemberWithABrokenLinkDownwardBecomesTheTail() {
        everywhere(DOWNWARD, (watched, position, all, broken) -> {
            int members = all.length();
            if (position == members - 2) {
                String rest = all.substring(0, members - 1);
                assertEquals(what(watched, broken), rest, watched.members());
                return;
            }
            boolean inTheMiddle = position > 0 && position < members - 1;
            assertEquals(what(watched, broken), inTheMiddle ? 1 : 0, removedOthers(watched, broken));
            assertEquals(what(watched, broken), all, watched.members());
        });
    }

    /**
     * A member that stood last for a while, with no member behind it, has not shown that its link downward is sound
     * (H6).
     */
    @Test
    public void aBrokenLinkDownwardCostsOneHealthyMemberItsPlaceHoweverLateTheNextComes() {
        for (int members = 3; members <= 5; members++) {
            String all = "abcdef".substring(0, members);
            String broken = all.substring(members - 2, members - 1);
            WatchedChain watched = new WatchedChain(members);
            watched.comesBackAfterSeconds(20);
            watched.chain.wires.lost = DOWNWARD.of(watched, broken);
            watched.seconds(15);
            assertEquals(List.of(all.substring(members - 1)), watched.removed);
            watched.chain.start("x");
            watched.seconds(60);
            assertEquals(what(watched, broken), 1, removedOthers(watched, broken));
            assertEquals(what(watched, broken), all + "x", watched.members());
            assertTrue(what(watched, broken) + " does not serve", watched.serves());
        }
    }

    @Test
    public void aMemberThatLostABrokenTailStaysWhenTheNextBreaksAfterASoundTime() {
        WatchedChain watched = new WatchedChain(4);
        watched.comesBackAfterSeconds(1_000);
        watched.chain.wires.lost = ALL.of(watched, "d");
        watched.seconds(15);
        watched.chain.start("x");
        watched.seconds(20);
        watched.chain.wires.lost = ALL.of(watched, "x");
        watched.seconds(15);
        assertEquals(List.of("d", "x"), watched.removed);
    }

    /** What was behind it counts only against its link downward. */
    @Test
    public void aMemberThatLostABrokenTailIsNotBlamedForABrokenHead() {
        WatchedChain watched = new WatchedChain(4);
        watched.comesBackAfterSeconds(1_000);
        watched.chain.wires.lost = ALL.of(watched, "d");
        watched.seconds(15);
        watched.chain.wires.lost = ALL.of(watched, "b");
        watched.seconds(15);
        assertEquals(List.of("d", "b"), watched.removed);
    }
}
