package io.catena.systemtest.chaos;

import io.catena.systemtest.JavaProcess;
import io.catena.systemtest.NodeProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * Injects the faults of docs/faults.md that need machines and disks of their own, one after the other, and checks the
 * promise of each.
 */
final class Rows implements Scenario {
    private static final int SOME = 50;

    /**
     * A row of docs/faults.md.
     *
     * @param promise a short text that begins with the number of the row
     */
    record Row(String promise, Check check) {}

    /** Injects the fault and throws an AssertionError if the promise is not kept. Need not undo the fault. */
    interface Check {
        void on(Stage stage) throws Exception;
    }

    @Override
    public void play(Stage stage, TimedConsole timedConsole, ChaosReport chaosReport) throws InterruptedException {
        List<Row> rows = new ArrayList<>(NetworkRows.all());
        rows.addAll(DiskRows.all());
        rows.addAll(ProcessRows.all());
        for (Row row : rows) {
            timedConsole.tell("row " + row.promise);
            try {
                row.check.on(stage);
                chaosReport.fact("row " + row.promise + ": shown");
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception | AssertionError e) {
                stage.findings().add("row " + row.promise + ": " + e);
                timedConsole.tell("    FAILED: " + e);
            }
            stage.requireWhole();
        }
    }

    static void require(boolean right, String otherwise) {
        if (!right) {
            throw new AssertionError(otherwise);
        }
    }

    /** The node of this role. */
    static NodeProcess pick(Stage stage, ChaosScene.Role role) {
        stage.scene().localCluster().awaitChainOfAll();
        NodeProcess node = stage.scene().take(role).orElseThrow();
        stage.scene().release(node);
        return node;
    }

    /** Checks that the chain soon goes on without the node while the fault lasts, and that clients go on. */
    static void requireRepairedWithout(Stage stage, NodeProcess node) {
        List<NodeProcess> others = new ArrayList<>(stage.scene().localCluster().alive());
        others.remove(node);
        stage.scene().localCluster().awaitChain(others);
        awaitWrites(stage);
        awaitReads(stage);
    }

    /** How many times nodes have logged that a member is far slower than the others. */
    static long timesSlow(Stage stage) {
        return stage.scene().localCluster().alive().stream()
                .flatMap(node -> JavaProcess.text(node.log()).lines())
                .filter(line -> line.contains("is far slower than the others"))
                .count();
    }

    static void awaitWrites(Stage stage) {
        long before = stage.traffic().tally().writes();
        Awaitility.await("writes going on")
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(20))
                .until(() -> stage.traffic().tally().writes() > before + SOME);
    }

    static void awaitReads(Stage stage) {
        long before = stage.traffic().tally().reads();
        Awaitility.await("reads going on")
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(20))
                .until(() -> stage.traffic().tally().reads() > before + SOME);
    }

    /** Waits for this time: no condition says when the fault has had its effect. */
    static void rest(long millis) {
        Awaitility.await()
                .pollDelay(Duration.ofMillis(millis))
                .atMost(Duration.ofMillis(millis + 10_000))
                .until(() -> true);
    }
}
