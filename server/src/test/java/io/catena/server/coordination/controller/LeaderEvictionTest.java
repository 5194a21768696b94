package io.catena.server.coordination.controller;

import static io.catena.server.coordination.ZooKeeperRig.life;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.loop.Candidate;
import io.catena.server.coordination.ZooKeeperRig;
import io.catena.server.coordination.ZooKeeperRig.Node;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Rule;
import org.junit.Test;

/** Sessions here outlast each test: no place in the election disappears because a session ends. */
public class LeaderEvictionTest {
    private static final long SUSPICION_MILLIS = 300;
    private static final Duration LONGER = Duration.ofMillis(2 * SUSPICION_MILLIS);

    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private final AtomicInteger asked = new AtomicInteger();

    /** A candidate that also evicts the places of other candidates whose process is gone. */
    private final class Standing implements Candidate {
        private final Node node;
        private final LeaderEviction leaderEviction;
        private volatile int term = -1;

        Standing(String nodeId) throws Exception {
            node = rig.node(nodeId, rig.connect());
            Election election = rig.closing(new Election(node.cluster(), nodeId, "host-" + nodeId + ":1", this));
            leaderEviction = rig.closing(new LeaderEviction(node.cluster(), nodeId, this::ask, SUSPICION_MILLIS));
            leaderEviction.start();
            election.start();
        }

        private CompletableFuture<ProbeAnswer> ask(String node, String address) {
            assertEquals("host-" + node + ":1", address);
            asked.incrementAndGet();
            return rig.ask(life(node, 1));
        }

        @Override
        public void elected(int newTerm) {
            term = newTerm;
        }

        @Override
        public void deposed() {
            term = -1;
        }

        @Override
        public void hint() {}

        @Override
        public void zooKeeperReturned() {}
    }

    private Standing first;
    private Standing second;

    private void twoStand() throws Exception {
        rig.answers("a", ProbeAnswer.ALIVE);
        first = new Standing("a");
        await().until(() -> first.term >= 0);
        second = new Standing("b");
        await().until(() -> places().size() == 2 && asked.get() > 0);
    }

    private List<String> places() throws Exception {
        return rig.admin().getChildren().forPath(rig.znodes().election());
    }

    @Test
    public void aControllerThatIsGoneIsFollowedAtOnceByTheNextWithANewerTerm() throws Exception {
        twoStand();
        int term = first.term;
        rig.answers("a", ProbeAnswer.GONE);
        second.leaderEviction.doubts(true);
        await().until(() -> second.term > term);
    }

    @Test
    public void aControllerThatWasEvictedThoughItLivesStandsAnewBehindTheOthers() throws Exception {
        twoStand();
        rig.answers("a", ProbeAnswer.GONE);
        second.leaderEviction.doubts(true);
        await().until(() -> second.term >= 0 && first.term < 0);
        await().until(() -> places().size() == 2);
        assertTrue(second.term >= 0);
    }

    @Test
    public void aControllerThatAnswersKeepsItsPlace() throws Exception {
        twoStand();
        rig.answers("a", ProbeAnswer.ALIVE);
        second.leaderEviction.doubts(true);
        await().during(LONGER).until(() -> first.term >= 0 && second.term < 0);
        assertTrue(asked.get() > 1);
    }

    @Test
    public void aSilentControllerKeepsItsPlaceUntilTheSuspicionTimeIsOver() throws Exception {
        twoStand();
        long startNanos = System.nanoTime();
        rig.answers("a", ProbeAnswer.SILENT);
        second.leaderEviction.doubts(true);
        await().until(() -> second.term >= 0);
        assertTrue(Duration.ofNanos(System.nanoTime() - startNanos).toMillis() >= SUSPICION_MILLIS);
    }

    @Test
    public void twoCandidatesThatDoNotHearEachOtherEvictEachOtherLessAndLessOften() throws Exception {
        twoStand();
        rig.answers("a", ProbeAnswer.SILENT);
        rig.answers("b", ProbeAnswer.SILENT);
        first.leaderEviction.doubts(true);
        second.leaderEviction.doubts(true);
        int term = first.term;
        await().until(() -> Math.max(first.term, second.term) >= term + 2);
        await().during(LONGER.plusMillis(SUSPICION_MILLIS))
                .atMost(LONGER.multipliedBy(10))
                .until(termStays());
    }

    /** Returns a check that is true unless a newer term has begun since its last call. */
    private Callable<Boolean> termStays() {
        int[] newest = {Math.max(first.term, second.term)};
        return () -> {
            int now = Math.max(first.term, second.term);
            boolean same = now == newest[0] || now < 0;
            newest[0] = Math.max(now, newest[0]);
            return same;
        };
    }

    @Test
    public void aPlaceOfANodeThatHasRegisteredSinceInAnotherSessionIsALeftover() throws Exception {
        twoStand();
        rig.answers("a", ProbeAnswer.ALIVE);
        rig.node("a", rig.connect()).register(life("a", 2));
        second.leaderEviction.doubts(true);
        await().until(() -> second.term >= 0);
    }

    @Test
    public void aNewProcessTakesAwayTheLeftoverOfTheEarlierProcessOfItsNode() throws Exception {
        first = new Standing("a");
        await().until(() -> first.term >= 0);
        String leftover = places().get(0);
        rig.answers("a", ProbeAnswer.ALIVE);
        Node again = rig.node("a", rig.connect());
        again.register(life("a", 2));
        LeaderEviction leaderEviction = rig.closing(
                new LeaderEviction(again.cluster(), "a", (node, address) -> rig.ask(life(node, 2)), SUSPICION_MILLIS));
        leaderEviction.start();
        await().until(() -> !places().contains(leftover));
    }

    @Test
    public void withoutDoubtNoCandidateIsAskedAfterTheFirstLook() throws Exception {
        twoStand();
        int before = asked.get();
        rig.answers("a", ProbeAnswer.GONE);
        await().during(LONGER).until(() -> first.term >= 0);
        assertTrue(asked.get() <= before + 1);
    }

    @Test
    public void theControllerDoesNotEvictItself() throws Exception {
        twoStand();
        rig.answers("a", ProbeAnswer.GONE);
        int before = asked.get();
        first.leaderEviction.doubts(true);
        await().during(LONGER).until(() -> first.term >= 0);
        assertEquals(before, asked.get());
    }

    @Test
    public void aPlaceThatSaysNothingOfItsNodeIsLeftAlone() throws Exception {
        twoStand();
        String place = places().stream()
                .sorted((x, y) -> tail(x).compareTo(tail(y)))
                .findFirst()
                .orElseThrow();
        rig.put(rig.znodes().election() + "/" + place, "garbage");
        int before = asked.get();
        second.leaderEviction.doubts(true);
        await().during(LONGER).until(() -> first.term >= 0);
        assertEquals(before, asked.get());
    }

    private static String tail(String place) {
        return place.substring(place.lastIndexOf('-') + 1);
    }
}
