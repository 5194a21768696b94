package io.catena.server.coordination.controller;

import static io.catena.server.coordination.ZooKeeperRig.CHAIN;
import static io.catena.server.coordination.ZooKeeperRig.life;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.controller.loop.Controller;
import io.catena.server.controller.loop.ControllerLog;
import io.catena.server.controller.loop.ControllerLoop;
import io.catena.server.controller.loop.ControllerTimings;
import io.catena.server.controller.loop.Directory;
import io.catena.server.controller.loop.Rules;
import io.catena.server.controller.loop.SharedPace;
import io.catena.server.coordination.ZooKeeperRig;
import io.catena.server.coordination.ZooKeeperRig.Node;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.threads.LoopThread;
import java.util.List;
import java.util.TreeSet;
import org.junit.Rule;
import org.junit.Test;

/** Election, controller and nodes together on a real ZooKeeper; the test plays the replicas. */
public class ControllerOnZooKeeperTest {
    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    /** A node with a controller and a replica that catches up and activates as soon as it learns of a configuration. */
    private final class Playing {
        private final Member life;
        private final Node node;
        private final Election[] election = new Election[1];
        private final LoopThread directoryThread;
        private final LoopThread thread;
        private final Controller controller;

        Playing(String nodeId) throws Exception {
            life = life(nodeId, 1);
            node = rig.node(nodeId);
            ControllerTimings timings = new ControllerTimings(20, 20, 20, 100, ZooKeeperRig.BRIEF_SESSION_MILLIS, 100);
            directoryThread = rig.closing(new LoopThread("directory-" + nodeId));
            Directory directory = new BlockingDirectory(
                    new ZooKeeperDirectory(node.cluster(), node.identity(), node.chain()), directoryThread);
            thread = rig.closing(new LoopThread("controller-" + nodeId));
            controller = new Controller(
                    new ControllerLoop(CHAIN, nodeId, Rules.OF_THE_CHAIN, timings, SharedPace.of(chain -> {})),
                    new Controller.Ports(System::nanoTime, thread, directory, member -> rig.ask(member)),
                    new ControllerLog(CHAIN, () -> election[0].termLost()));
            election[0] = rig.closing(new Election(node.cluster(), nodeId, life.address(), controller));
            controller.rehearse();
            election[0].start();
            node.register(life);
        }

        private ReplicaReport report(long epoch, long caughtUp) {
            return new ReplicaReport(
                    CHAIN, life.life(), epoch, epoch == 0 ? 0 : 1, 0, false, caughtUp, new TreeSet<>(), false);
        }

        void play() throws Exception {
            Configuration newest = node.replica().publishedLayout().configuration();
            if (newest == null || newest.line().stream().noneMatch(life::is)) {
                return;
            }
            boolean feeds = newest.tail().is(life) && newest.joining() != null;
            node.replica()
                    .report(report(newest.epoch(), feeds ? newest.joining().life() : 0));
            if (newest.head().is(life)) {
                node.chain().activate(newest, 0);
            }
        }

        void die() throws Exception {
            election[0].close();
            node.session().close();
            thread.close();
            directoryThread.close();
            node.cluster().close();
        }
    }

    private void untilMembersAre(List<Playing> playing, String... nodeIds) {
        // After ZooKeeperUnavailable the caller is to repeat the call.
        await().ignoreExceptionsInstanceOf(CoordinationException.ZooKeeperUnavailable.class)
                .until(() -> {
                    for (Playing one : playing) {
                        one.play();
                    }
                    Configuration newest = playing.get(0).node.chain().fetch().orElse(null);
                    return newest != null
                            && List.of(nodeIds)
                                    .equals(newest.members().stream()
                                            .map(Member::nodeId)
                                            .toList());
                });
    }

    @Test
    public void nodesComeTogetherAsAChainAndTheChainSurvivesItsHeadAndController() throws Exception {
        Playing a = new Playing("a");
        untilMembersAre(List.of(a), "a");
        Playing b = new Playing("b");
        untilMembersAre(List.of(a, b), "a", "b");
        Playing c = new Playing("c");
        untilMembersAre(List.of(a, b, c), "a", "b", "c");
        rig.answers("a", ProbeAnswer.GONE);
        a.die();
        untilMembersAre(List.of(b, c), "b", "c");
        await().untilAsserted(() -> assertEquals("", b.node.chain().fetchNote()));
    }

    @Test
    public void settingsThatAnOperatorChangesArePublishedAtOnce() throws Exception {
        Playing a = new Playing("a");
        untilMembersAre(List.of(a), "a");
        for (int leaseMillis = 100; leaseMillis <= 1_000; leaseMillis += 100) {
            GivenSettings change = new GivenSettings(leaseMillis, null, null);
            SharedSettings wanted = a.node.cluster().settings().change(change, a.node.chain());
            await().untilAsserted(() -> {
                a.play();
                assertEquals(wanted, a.node.chain().fetch().orElseThrow().settings());
            });
        }
    }
}
