package io.catena.systemtest.chaos;

import io.catena.systemtest.NodeProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Disks that fill up or hang. */
final class DiskFaults {
    private static final long BELOW_THE_RESERVE = Stage.FREE_SPACE_RESERVE_BYTES / 2;

    private DiskFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("disk nearly full", 3, true, (name, random) -> fill(name, random, BELOW_THE_RESERVE)),
                new Fault("disk full", 3, true, (name, random) -> fill(name, random, 0)),
                new Fault("disk hangs", 4, true, DiskFaults::hang));
    }

    /** A node without disk space must refuse or stop. When there is space again, it is started if it has stopped. */
    private static Plan fill(String name, Random random, long leaveBytes) {
        List<NodeProcess> victims = new ArrayList<>();
        return Plan.of(
                name,
                scene -> {
                    scene.takeWithSmallDisk().ifPresent(victims::add);
                    for (NodeProcess node : victims) {
                        scene.mayGoDown(node);
                        scene.diskOf(node).orElseThrow().fill(leaveBytes);
                    }
                    return victims.toString();
                },
                ProcessFaults.between(random, 2_000, 8_000),
                scene -> {
                    List<String> states = new ArrayList<>();
                    for (NodeProcess node : victims) {
                        states.add(node.isAlive() ? "goes on" : "stopped with " + node.awaitExit(1));
                        scene.diskOf(node).orElseThrow().free();
                        scene.start(node);
                        scene.release(node);
                    }
                    return states.toString();
                });
    }

    private static Plan hang(String name, Random random) {
        List<NodeProcess> victims = new ArrayList<>();
        long millis = ProcessFaults.between(random, 500, 10_000);
        return Plan.of(
                name,
                scene -> {
                    scene.takeWithSmallDisk().ifPresent(victims::add);
                    victims.forEach(node -> scene.diskOf(node).orElseThrow().hang());
                    return victims + " for " + millis + " ms";
                },
                millis,
                scene -> {
                    for (NodeProcess node : victims) {
                        scene.diskOf(node).orElseThrow().goOn();
                        scene.release(node);
                    }
                    return "";
                });
    }
}
