package io.catena.server.coordination;

import static io.catena.server.coordination.ZooKeeperRig.life;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.coordination.ZooKeeperRig.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** One process with replicas of two chains: what happens to one replica affects neither the other nor the node. */
public class TwoReplicasOfOneNodeTest {
    private static final int FIRST = 1;
    private static final int SECOND = 2;
    private static final Member A1 = life("a", 1);
    private static final Member A2 = life("a", 2);
    /** The life in the second chain. Lives of different chains are independent, even with the same number. */
    private static final Member OTHER = life("a", 1);

    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private Node node;

    @Before
    public void twoReplicasAreMembers() throws Exception {
        node = rig.nodeOf("a", FIRST, SECOND).register(0, A1).register(1, OTHER);
        rig.configure(FIRST, configuration(FIRST, 1, A1));
        rig.configure(SECOND, configuration(SECOND, 1, OTHER));
    }

    private static Configuration configuration(int chain, long epoch, Member... members) {
        return new Configuration(chain, epoch, 1, List.of(members), null, true, Map.of());
    }

    /** Publishes a configuration of the chain without node a. */
    private void isRemovedFrom(int chain) throws Exception {
        rig.configure(chain, new Configuration(chain, 2, 1, List.of(life("b", 1)), null, true, Map.of("a", 1L)));
    }

    private List<Long> history(String path) throws Exception {
        return rig.history(path);
    }

    private String nodePath() {
        return rig.znodes().node("a");
    }

    private String replicaPath(int chain) {
        return rig.znodes().replica(chain, "a");
    }

    @Test
    public void aReplicaThatIsRemovedAndBeginsAnewTouchesNeitherTheOtherNorTheNode() throws Exception {
        List<Long> ofNode = history(nodePath());
        List<Long> ofOther = history(replicaPath(SECOND));
        List<Long> ofFirst = history(replicaPath(FIRST));
        isRemovedFrom(FIRST);
        await().until(() -> node.listener().wasTold("epoch 2"));
        node.register(0, A2);
        assertEquals(Optional.of(A2), rig.registered(FIRST, "a"));
        assertNotEquals(ofFirst.get(0), history(replicaPath(FIRST)).get(0));
        assertEquals(Optional.of(OTHER), rig.registered(SECOND, "a"));
        assertEquals(ofNode, history(nodePath()));
        assertEquals(ofOther, history(replicaPath(SECOND)));
        assertEquals(0, node.otherListener().count("new life"));
        assertEquals(0, node.otherListener().count("epoch 2"));
    }

    @Test
    public void aReplicaThatLostItsPlaceWithTheSessionBeginsAnewAndTheOtherGoesOn() throws Exception {
        isRemovedFrom(FIRST);
        rig.answers("a", ProbeAnswer.ALIVE);
        rig.expire(node.cluster());
        await().until(() -> node.listener().wasTold("new life needed instead of 1"));
        await().until(() -> Optional.of(OTHER).equals(rig.registered(SECOND, "a")));
        List<Long> ofNode = history(nodePath());
        List<Long> ofOther = history(replicaPath(SECOND));
        assertEquals("its life is over", Optional.empty(), rig.registered(FIRST, "a"));
        assertEquals(0, node.otherListener().count("new life"));
        node.register(0, A2);
        assertEquals(Optional.of(A2), rig.registered(FIRST, "a"));
        assertEquals(ofNode, history(nodePath()));
        assertEquals(ofOther, history(replicaPath(SECOND)));
    }

    @Test
    public void whatOneReplicaReportsIsNotSaidOfTheOther() throws Exception {
        List<Long> ofOther = history(replicaPath(SECOND));
        node.replica().report(ZooKeeperRig.report(A1, 5));
        await().until(() -> rig.replica(FIRST, "a").orElseThrow().report().epoch() == 5);
        assertEquals(ofOther, history(replicaPath(SECOND)));
    }
}
