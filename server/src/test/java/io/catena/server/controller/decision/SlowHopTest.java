package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** Which member is removed if a round takes long from one member to the next (H9). */
public class SlowHopTest {
    private static final long TICK_MILLIS = 100;

    private final SlowHop hop = new SlowHop();
    private final Map<String, Health> health = new HashMap<>();
    private final Map<String, Long> answers = new HashMap<>();
    private long nowNanos;

    /** What each hop takes, from the head on. */
    private void hops(String members, long... millis) {
        List<String> ids =
                ControllerScene.lives(members).stream().map(m -> m.nodeId()).toList();
        for (int i = 0; i < millis.length; i++) {
            health.put(ids.get(i), new Health(0, 0, 0, millis[i], false));
        }
    }

    private void answers(String id, long millis) {
        answers.put(id, millis);
    }

    /** The last finding, after looks for this number of seconds. */
    private List<String> lookFor(long seconds, String members) {
        ControllerScene.lives(members).forEach(m -> health.putIfAbsent(m.nodeId(), Health.WELL));
        List<String> found = new ArrayList<>();
        for (long i = 0; i < seconds * 1_000 / TICK_MILLIS; i++) {
            nowNanos += TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
            found = hop.look(
                    nowNanos,
                    TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS),
                    ControllerScene.configuration(ControllerScene.EPOCH, members, null),
                    health,
                    answers);
        }
        return found;
    }

    @Test
    public void theEndNearerToTheTailGoesAfterAWhile() {
        hops("a1 b1 c1", 640, 0);
        assertEquals(List.of(), lookFor(10, "a1 b1 c1"));
        assertEquals(List.of("b", "a"), lookFor(1, "a1 b1 c1"));
    }

    @Test
    public void aMemberWithoutASlowHopForAWhileIsNotBlamedForTheOneBefore() {
        hops("a1 b1 c1 d1", 0, 640, 0);
        assertEquals(List.of("c", "b"), lookFor(11, "a1 b1 c1 d1"));
        hops("a1 b1 d1 e1", 0, 640, 0);
        assertEquals(List.of("b", "d"), lookFor(11, "a1 b1 d1 e1"));
        hops("a1 b1 e1 f1", 0, 0, 0);
        lookFor(40, "a1 b1 e1 f1");
        hops("a1 b1 e1 f1", 0, 640, 0);
        assertEquals(List.of("e", "b"), lookFor(11, "a1 b1 e1 f1"));
    }

    @Test
    public void aHopIsSlowThatTakesFourTimesAsLongAsEachOther() {
        hops("a1 b1 c1 d1", 0, 224, 896);
        assertEquals(List.of("d", "c"), lookFor(11, "a1 b1 c1 d1"));
        hops("a1 b1 c1 d1", 0, 240, 896);
        assertEquals(List.of(), lookFor(30, "a1 b1 c1 d1"));
    }

    @Test
    public void aMemberWithASlowHopToASecondNeighbourGoesItself() {
        hops("a1 b1 c1", 640, 0);
        assertEquals(List.of("b", "a"), lookFor(11, "a1 b1 c1"));
        hops("a1 c1 b2", 640, 0);
        assertEquals(List.of("a", "c"), lookFor(11, "a1 c1 b2"));
    }

    @Test
    public void aMemberThatAnswersTheControllerFarSlowerThanTheOthersIsToBlame() {
        hops("a1 b1 c1", 640, 640);
        assertEquals("from each to the next it takes as long", List.of(), lookFor(30, "a1 b1 c1"));
        answers("a", 2);
        answers("b", 1_000);
        answers("c", 3);
        assertEquals(List.of("b"), lookFor(11, "a1 b1 c1"));
    }

    @Test
    public void noMemberIsToBlameWhereAllAreFarFromEachOther() {
        hops("a1 b1 c1", 640, 640);
        answers("a", 2);
        answers("b", 1_000);
        answers("c", 1_000);
        assertEquals(List.of(), lookFor(30, "a1 b1 c1"));
    }

    @Test
    public void aMemberThatIsFarFromTheControllerAloneStays() {
        answers("a", 2);
        answers("b", 1_000);
        answers("c", 3);
        assertEquals(List.of(), lookFor(30, "a1 b1 c1"));
    }

    @Test
    public void ofTwoMembersNeitherIsTheSlowOne() {
        hops("a1 b1", 640);
        answers("a", 2);
        answers("b", 1_000);
        assertEquals(List.of(), lookFor(30, "a1 b1"));
    }
}
