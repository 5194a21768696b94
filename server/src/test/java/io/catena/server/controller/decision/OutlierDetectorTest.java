package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Configuration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class OutlierDetectorTest {
    private static final long TICK_MILLIS = 100;

    private final OutlierDetector outlierDetector = new OutlierDetector(TimeUnit.MILLISECONDS.toNanos(2 * TICK_MILLIS));
    private final Map<String, Health> health = new HashMap<>();
    private final Map<String, Long> answers = new HashMap<>();
    private long nowMillis;

    private List<String> look(String members) {
        return look(ControllerScene.configuration(ControllerScene.EPOCH, members, null));
    }

    private List<String> look(Configuration current) {
        nowMillis += TICK_MILLIS;
        return outlierDetector.look(TimeUnit.MILLISECONDS.toNanos(nowMillis), current, health, answers).stream()
                .map(UnfitMember::nodeId)
                .toList();
    }

    /** All members that were found in this number of seconds. */
    private List<String> lookFor(long seconds, String members) {
        List<String> found = new ArrayList<>();
        for (long i = 0; i < seconds * 1_000 / TICK_MILLIS; i++) {
            look(members).stream().filter(id -> !found.contains(id)).forEach(found::add);
        }
        return found;
    }

    private void disk(String nodeId, long millis) {
        health.put(nodeId, new Health(millis, 0, 0, 0, false));
    }

    private void hung(String nodeId, long millis) {
        health.put(nodeId, new Health(0, millis, 0, 0, false));
    }

    @Test
    public void aJoiningReplicaIsNotComparedWithMembersAndCountsFromItsFirstMomentAsOne() {
        Configuration joining = ControllerScene.configuration(ControllerScene.EPOCH, "a1 b1", "c1");
        health.put("c", new Health(0, 0, 2_000, 0, false));
        for (int i = 0; i < 300; i++) {
            assertEquals(List.of(), look(joining));
        }
        Configuration appended = ControllerScene.configuration(ControllerScene.EPOCH + 1, "a1 b1 c1", null);
        for (int i = 0; i < 100; i++) {
            assertEquals(List.of(), look(appended));
        }
        look(appended);
        assertEquals(List.of("c"), look(appended));
    }

    @Test
    public void aMemberWithADiskThatHangsForSecondsIsFoundAtOnce_row19() {
        hung("b", 3_000);
        assertEquals(List.of(), look("a1 b1 c1"));
        hung("b", 4_000);
        assertEquals(List.of("b"), look("a1 b1 c1"));
    }

    @Test
    public void aMemberThatIsFarSlowerThanAllOthersIsFoundAfterAWhile_row19() {
        disk("b", 1024);
        disk("c", 128);
        assertEquals(List.of(), lookFor(10, "a1 b1 c1"));
        assertEquals(List.of("b"), lookFor(1, "a1 b1 c1"));
    }

    @Test
    public void aMemberThatIsSlowNowAndThenIsNotFound() {
        for (int i = 0; i < 5; i++) {
            disk("b", 1024);
            assertEquals(List.of(), lookFor(9, "a1 b1 c1"));
            disk("b", 0);
            assertEquals(List.of(), look("a1 b1 c1"));
        }
    }

    @Test
    public void aMemberThatIsNotMuchSlowerThanAnotherIsNotFound() {
        disk("b", 1024);
        disk("c", 256);
        assertEquals(List.of(), lookFor(30, "a1 b1 c1"));
    }

    @Test
    public void noMemberIsToBlameIfMostHangAlike() {
        hung("a", 9_000);
        hung("b", 9_000);
        assertEquals(List.of(), look("a1 b1 c1"));
        assertEquals("two of four are not most", List.of("a", "b"), look("a1 b1 c1 d1"));
    }

    @Test
    public void theOneThatHasHungLongestComesFirst() {
        hung("a", 5_000);
        hung("c", 9_000);
        assertEquals(List.of("c", "a"), look("a1 b1 c1 d1"));
    }

    @Test
    public void aChainOfOneIsAsFastAsItIs() {
        disk("a", 4096);
        hung("a", 9_000);
        assertEquals(List.of(), lookFor(30, "a1"));
    }

    @Test
    public void aMemberWithASlowProcessorIsFoundLikeOneWithASlowDisk() {
        disk("a", 64);
        health.put("b", new Health(128, 0, 768, 0, false));
        assertEquals(List.of("b"), lookFor(11, "a1 b1 c1"));
        disk("a", 128);
        assertEquals("the disk of another is not much faster than that", List.of(), lookFor(30, "a1 b1 c1"));
    }

    @Test
    public void timeWithoutALookDoesNotCount() {
        disk("b", 1024);
        look("a1 b1 c1");
        nowMillis += 60_000;
        assertEquals(List.of(), look("a1 b1 c1"));
    }
}
