package io.catena.server.coordination.controller;

import static io.catena.server.coordination.ZooKeeperRig.CHAIN;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.controller.loop.Candidate;
import io.catena.server.coordination.ZooKeeperRig;
import io.catena.server.coordination.ZooKeeperRig.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Rule;
import org.junit.Test;

public class ElectionTest {
    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private final AtomicInteger elections = new AtomicInteger();

    /** A candidate that remembers its term. */
    private final class Standing implements Candidate {
        private final Node node;
        private final Election election;
        private final AtomicInteger hints = new AtomicInteger();
        private final AtomicInteger returns = new AtomicInteger();
        private volatile int term = -1;

        Standing(String nodeId) throws Exception {
            node = rig.node(nodeId, rig.connect());
            election = rig.closing(new Election(node.cluster(), nodeId, nodeId + ":1", this));
            election.start();
        }

        boolean isElected() {
            return term >= 0;
        }

        @Override
        public void elected(int newTerm) {
            elections.incrementAndGet();
            term = newTerm;
        }

        @Override
        public void deposed() {
            term = -1;
        }

        @Override
        public void hint() {
            hints.incrementAndGet();
        }

        @Override
        public void zooKeeperReturned() {
            returns.incrementAndGet();
        }
    }

    private List<Standing> standing(int count) throws Exception {
        List<Standing> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new Standing("" + (char) ('a' + i)));
        }
        return all;
    }

    private static Standing elected(List<Standing> all) {
        await().until(() -> all.stream().filter(Standing::isElected).count() == 1);
        return all.stream().filter(Standing::isElected).findFirst().orElseThrow();
    }

    @Test
    public void oneIsElectedAndWhenItGoesAnotherWithANewerTerm() throws Exception {
        List<Standing> all = standing(3);
        Standing first = elected(all);
        int term = first.term;
        first.election.close();
        Standing second = elected(all);
        assertTrue(second != first && second.term > term);
    }

    @Test
    public void theControllerIsHintedWhenNodesAndReportsChangeAndOthersAreNot() throws Exception {
        List<Standing> all = standing(2);
        Standing controller = elected(all);
        Standing other = all.get(all.indexOf(controller) == 0 ? 1 : 0);
        int before = controller.hints.get();
        rig.put(rig.znodes().node("x"), "anything");
        await().until(() -> controller.hints.get() > before);
        int afterNode = controller.hints.get();
        rig.put(rig.znodes().replica(CHAIN, "x"), "anything");
        await().until(() -> controller.hints.get() > afterNode);
        assertEquals(0, other.hints.get());
    }

    @Test
    public void aDeposedControllerGetsNoMoreHints() throws Exception {
        Standing only = elected(standing(1));
        only.election.close();
        int before = only.hints.get();
        rig.put(rig.znodes().node("x"), "anything");
        await().during(Duration.ofMillis(100)).until(() -> only.hints.get() == before);
    }

    @Test
    public void aControllerIsDeposedWhenItsSessionExpires_row36() throws Exception {
        List<Standing> all = standing(2);
        Standing first = elected(all);
        int term = first.term;
        rig.expire(first.node.cluster());
        await().until(() -> all.stream().anyMatch(s -> s.isElected() && s.term > term));
        elected(all);
    }

    @Test
    public void whenAllSessionsExpireAtOnceTheElectionSettles_trapLatchLoops_row36() throws Exception {
        List<Standing> all = standing(5);
        elected(all);
        for (Standing one : all) {
            rig.expire(one.node.cluster());
        }
        await().until(() -> all.stream().allMatch(s -> s.returns.get() > 0));
        elected(all);
        await().during(Duration.ofMillis(500))
                .until(() -> all.stream().filter(Standing::isElected).count() == 1);
        assertTrue("elections: " + elections.get(), elections.get() <= 1 + 2 * all.size());
    }

    @Test
    public void aRestartOfZooKeeperWithinTheSessionKeepsTheController_trapErrorPolicy() throws Exception {
        List<Standing> all = standing(2);
        Standing first = elected(all);
        int term = first.term;
        rig.server().restart();
        await().until(() -> all.stream().allMatch(s -> s.returns.get() > 0));
        await().during(Duration.ofMillis(300)).until(() -> elected(all) == first);
        assertEquals(term, first.term);
        int before = first.hints.get();
        await().until(() -> rig.admin().getZookeeperClient().isConnected());
        rig.put(rig.znodes().node("x"), "anything");
        await().until(() -> first.hints.get() > before);
    }

    @Test
    public void aControllerThatFindsItsTermOverStandsAnew() throws Exception {
        Standing only = elected(standing(1));
        int term = only.term;
        rig.admin().setData().forPath(rig.znodes().controllerEpoch());
        only.election.termLost();
        await().until(() -> only.term > term + 1);
    }

    @Test
    public void aControllerWithNothingToWriteFindsItsTermOverAllTheSame() throws Exception {
        Standing only = elected(standing(1));
        int term = only.term;
        rig.admin().setData().forPath(rig.znodes().controllerEpoch());
        await().until(() -> only.term > term + 1);
    }

    @Test
    public void aControllerWithADeletedPlaceIsReplacedOnceItFindsItsTermOver() throws Exception {
        List<Standing> all = standing(2);
        Standing first = elected(all);
        int term = first.term;
        for (String place : rig.admin().getChildren().forPath(rig.znodes().election())) {
            rig.admin().delete().forPath(rig.znodes().election() + "/" + place);
        }
        first.election.termLost();
        await().until(() -> all.stream().anyMatch(s -> s.isElected() && s.term > term));
    }
}
