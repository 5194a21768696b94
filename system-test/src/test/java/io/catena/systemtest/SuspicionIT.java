package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.client.CatenaClient;
import io.catena.client.UnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Sessions last longer than each test, so that no node is removed because its session ends. */
public class SuspicionIT {
    private static final int SESSION_MILLIS = 40_000;
    private static final int MEMBERS = 3;
    /** A second of silence on the link, the suspicion time for the election and again for the member, and reserve. */
    private static final Duration SOON = Duration.ofSeconds(15);

    private Path folder;
    private ZooKeeperProcess zookeeper;
    private LocalCluster localCluster;

    @Before
    public void start() {
        Ports ports = new Ports();
        folder = Folders.fresh(Path.of("target", "clusters", "SuspicionIT"));
        zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free());
        zookeeper.start();
        localCluster = new LocalCluster(folder, ports, zookeeper.addresses(), SESSION_MILLIS, "--min-replicas", "2");
        localCluster.awaitChain(localCluster.startNodes(MEMBERS));
    }

    @After
    public void stop() {
        localCluster.close();
        zookeeper.close();
    }

    @Test
    public void aMemberThatHangsIsReplacedLongBeforeItsSessionEndsAndReturnsByItself() throws Exception {
        for (int role = 0; role < MEMBERS; role++) {
            List<NodeProcess> chain = localCluster.awaitChainOfAll();
            NodeProcess hung = chain.get(role);
            List<NodeProcess> others = new ArrayList<>(chain);
            others.remove(hung);
            hung.suspend();
            Awaitility.await("the chain without " + hung)
                    .atMost(SOON)
                    .until(() -> localCluster
                            .layoutAt(others.get(0))
                            .filter(layout -> layout.getMembersSize() == MEMBERS - 1)
                            .isPresent());
            assertEquals(others, localCluster.awaitChain(others));
            hung.resume();
            assertEquals(hung, localCluster.awaitChainOfAll().get(MEMBERS - 1));
        }
    }

    @Test
    public void aControllerThatIsKilledIsFollowedLongBeforeItsSessionEnds() throws Exception {
        NodeProcess controller = localCluster.alive().stream()
                .filter(node -> node.status().isController())
                .findFirst()
                .orElseThrow();
        controller.kill();
        Awaitility.await("the chain without " + controller)
                .atMost(SOON)
                .until(() -> localCluster
                        .layoutAt(localCluster.alive().get(0))
                        .filter(layout -> layout.getMembersSize() == MEMBERS - 1)
                        .isPresent());
        controller.start();
        localCluster.awaitChainOfAll();
    }

    @Test
    public void belowMinReplicasNoLivingMemberIsRemovedAndWritesAreRefusedWithBothNumbers() throws Exception {
        List<NodeProcess> chain = localCluster.awaitChainOfAll();
        chain.get(0).kill();
        List<NodeProcess> two = localCluster.awaitChain(chain.subList(1, MEMBERS));
        two.get(1).suspend();
        LiveCluster.rest(Duration.ofSeconds(8));
        assertEquals(2, localCluster.layoutAt(two.get(0)).orElseThrow().getMembersSize());
        two.get(1).kill();
        Awaitility.await("the chain of one")
                .atMost(SOON)
                .until(() -> localCluster.layoutAt(two.get(0)).orElseThrow().getMembersSize() == 1);
        try (CatenaClient client = CatenaClient.builder()
                .servers(two.get(0).address())
                .timeoutMillis(1_000)
                .build()) {
            client.put("k", "v");
            throw new AssertionError("a chain of one took a write");
        } catch (UnavailableException e) {
            assertTrue(
                    e.getMessage(),
                    e.getMessage().contains("only 1 member") && e.getMessage().contains("with 2"));
        }
    }
}
