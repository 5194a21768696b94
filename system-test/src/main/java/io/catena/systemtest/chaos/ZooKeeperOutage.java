package io.catena.systemtest.chaos;

import io.catena.systemtest.NodeProcess;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * All ZooKeeper servers are killed for some time: no call may fail. Afterwards the membership must change by itself
 * again.
 */
final class ZooKeeperOutage implements Scenario {
    private static final long TELL_SECONDS = 10;

    private final long seconds;

    ZooKeeperOutage(long seconds) {
        this.seconds = seconds;
    }

    @Override
    public void play(Stage stage, TimedConsole timedConsole, ChaosReport chaosReport) {
        ChaosScene scene = stage.scene();
        Tally tally = stage.traffic().tally();
        List<NodeProcess> chain = scene.localCluster().awaitChainOfAll();
        rest(2);
        tally.takeWriteGapMillis();
        tally.takeReadGapMillis();
        long errors = tally.errors();
        long writes = tally.writes();
        long reads = tally.reads();
        scene.zookeeper().kill();
        timedConsole.tell("ZooKeeper is away");
        for (long left = seconds; left > 0; left -= TELL_SECONDS) {
            rest(Math.min(left, TELL_SECONDS));
            timedConsole.tell(tally.counts());
        }
        chaosReport.fact("ZooKeeper away for " + seconds + " s: " + (tally.writes() - writes) + " writes, "
                + (tally.reads() - reads) + " reads, " + (tally.errors() - errors)
                + " errors; longest without a write " + tally.takeWriteGapMillis() + " ms, read "
                + tally.takeReadGapMillis() + " ms");
        require(stage, tally.errors() == errors, "calls failed while ZooKeeper was away: " + tally.counts());
        scene.zookeeper().start();
        timedConsole.tell("ZooKeeper is back");
        require(
                stage,
                scene.localCluster().awaitChainOfAll().equals(chain),
                "the outage of ZooKeeper has changed the chain, which was " + chain);
        change(scene, timedConsole, chaosReport);
    }

    private static void change(ChaosScene scene, TimedConsole timedConsole, ChaosReport chaosReport) {
        NodeProcess node = scene.take(ChaosScene.Role.MIDDLE).orElseThrow();
        long begun = System.nanoTime();
        scene.kill(node);
        scene.localCluster().awaitChainOfAll();
        long removed = (System.nanoTime() - begun) / 1_000_000;
        scene.start(node);
        scene.localCluster().awaitChainOfAll();
        String told = "afterwards " + node + " was killed; the chain was without it after " + removed
                + " ms, and with it again after " + (System.nanoTime() - begun) / 1_000_000 + " ms";
        chaosReport.fact(told);
        timedConsole.tell(told);
        scene.release(node);
    }

    private static void require(Stage stage, boolean right, String otherwise) {
        if (!right) {
            stage.findings().add(otherwise);
        }
    }

    private static void rest(long seconds) {
        Awaitility.await()
                .pollDelay(Duration.ofSeconds(seconds))
                .atMost(Duration.ofSeconds(seconds + 10))
                .until(() -> true);
    }
}
