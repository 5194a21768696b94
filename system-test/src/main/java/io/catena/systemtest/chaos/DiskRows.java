package io.catena.systemtest.chaos;

import io.catena.client.UnavailableException;
import io.catena.simulation.checker.Call;
import io.catena.systemtest.NodeProcess;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** What must hold while the disk of a member hangs or has no space. */
final class DiskRows {
    private DiskRows() {}

    static List<Rows.Row> all() {
        return List.of(
                new Rows.Row(
                        "19, a disk that hangs: reads go on, and writes without the member before the disk works"
                                + " again",
                        DiskRows::row19),
                new Rows.Row(
                        "20, a disk nearly full: writes are refused with that reason, reads go" + " on",
                        DiskRows::row20));
    }

    private static NodeProcess withSmallDisk(Stage stage) {
        stage.scene().localCluster().awaitChainOfAll();
        NodeProcess node = stage.scene().takeWithSmallDisk().orElseThrow();
        stage.scene().release(node);
        return node;
    }

    private static void row19(Stage stage) {
        NodeProcess node = withSmallDisk(stage);
        SmallDisk disk = stage.scene().diskOf(node).orElseThrow();
        Tally tally = stage.traffic().tally();
        tally.takeReadGapMillis();
        disk.hang();
        Rows.requireRepairedWithout(stage, node);
        long gap = tally.takeReadGapMillis();
        disk.goOn();
        Rows.require(node.isAlive(), node + " lives");
        Rows.require(gap < 2_000, "there was no read for " + gap + " ms");
    }

    private static void row20(Stage stage) {
        NodeProcess node = withSmallDisk(stage);
        SmallDisk disk = stage.scene().diskOf(node).orElseThrow();
        disk.fill(Stage.FREE_SPACE_RESERVE_BYTES / 2);
        try (CheckedClient checkedClient =
                new CheckedClient(stage.scene().localCluster().client())) {
            Awaitility.await("writes that are refused because of disk space")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> isRefusedForSpace(checkedClient));
        }
        Rows.awaitReads(stage);
        Rows.require(node.isAlive(), node + " lives");
        disk.free();
        Rows.awaitWrites(stage);
    }

    private static boolean isRefusedForSpace(CheckedClient checkedClient) {
        try {
            checkedClient.carryOut(Call.put("row-20", "x"));
            return false;
        } catch (UnavailableException e) {
            return e.reason() == UnavailableException.Reason.NO_SPACE;
        }
    }
}
