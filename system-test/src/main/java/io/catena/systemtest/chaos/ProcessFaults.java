package io.catena.systemtest.chaos;

import io.catena.systemtest.NodeProcess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Nodes that are killed, ended, suspended, and started again. */
final class ProcessFaults {
    private ProcessFaults() {}

    static List<Fault> all(int sessionMillis) {
        return List.of(
                new Fault("kill -9 of one", 10, false, ProcessFaults::killOne),
                new Fault("kill -9 again and again while it comes back", 3, false, ProcessFaults::killAgain),
                new Fault("kill -9 of all but one", 2, false, (name, random) -> killMany(name, random, 1)),
                new Fault("kill -9 of the whole chain", 2, false, (name, random) -> killMany(name, random, 0)),
                new Fault("restart by SIGTERM", 3, false, ProcessFaults::terminate),
                new Fault("clean die and return", 2, false, (name, random) -> die(name, random, true)),
                new Fault("unclean die and return", 2, false, (name, random) -> die(name, random, false)),
                new Fault("pause below the lease", 4, false, (name, random) -> pause(name, random, 30, 250)),
                new Fault(
                        "pause between lease and session",
                        5,
                        false,
                        (name, random) -> pause(name, random, 350, sessionMillis - 300)),
                new Fault(
                        "pause beyond the session",
                        7,
                        false,
                        (name, random) -> pause(name, random, sessionMillis + 500, sessionMillis + 6_000)));
    }

    static long between(Random random, long low, long high) {
        return low + (long) (random.nextDouble() * (high - low));
    }

    private static String started(ChaosScene scene, NodeProcess node) {
        scene.start(node);
        return "";
    }

    private static String killed(ChaosScene scene, NodeProcess node) {
        scene.kill(node);
        return "killed";
    }

    private static Plan killOne(String name, Random random) {
        Victim victim = Victim.drawn(random);
        return Plan.of(
                name,
                victim.first(ProcessFaults::killed),
                between(random, 100, 6_000),
                victim.last(ProcessFaults::started));
    }

    private static Plan killAgain(String name, Random random) {
        Victim victim = Victim.drawn(random);
        List<Plan.Step> steps = new ArrayList<>();
        steps.add(new Plan.Step(0, victim.first(ProcessFaults::killed)));
        long at = 0;
        for (int i = 0; i < 3; i++) {
            at += between(random, 50, 500);
            steps.add(new Plan.Step(at, victim.then(ProcessFaults::started)));
            at += between(random, 700, 3_000);
            steps.add(new Plan.Step(at, victim.then((scene, node) -> {
                scene.kill(node);
                return "";
            })));
        }
        steps.add(new Plan.Step(at + 200, victim.last(ProcessFaults::started)));
        return new Plan(name, steps);
    }

    /** Kills all nodes that run at that moment except {@code spared}, and starts them again in another order. */
    private static Plan killMany(String name, Random random, int spared) {
        long seed = random.nextLong();
        List<NodeProcess> victims = new ArrayList<>();
        return Plan.of(
                name,
                scene -> {
                    List<NodeProcess> running =
                            new ArrayList<>(scene.localCluster().alive());
                    Collections.shuffle(running, new Random(seed));
                    victims.addAll(running.subList(0, Math.max(0, running.size() - spared)));
                    victims.forEach(scene::kill);
                    return victims + " killed";
                },
                between(random, 100, 5_000),
                scene -> {
                    Collections.shuffle(victims, new Random(seed + 1));
                    victims.forEach(scene::start);
                    return "";
                });
    }

    private static Plan terminate(String name, Random random) {
        Victim victim = Victim.drawn(random);
        return Plan.of(
                name,
                victim.first((scene, node) -> {
                    scene.mayGoDown(node);
                    node.terminate();
                    return "SIGTERM";
                }),
                between(random, 2_000, 5_000),
                victim.last((scene, node) -> {
                    node.awaitExit(30);
                    return started(scene, node);
                }));
    }

    private static Plan die(String name, Random random, boolean clean) {
        Victim victim = Victim.drawn(random);
        return Plan.of(
                name,
                victim.first((scene, node) -> {
                    scene.mayGoDown(node);
                    return "die ended with " + node.die(clean);
                }),
                between(random, 100, 4_000),
                victim.last(ProcessFaults::started));
    }

    private static Plan pause(String name, Random random, long low, long high) {
        Victim victim = Victim.drawn(random);
        long millis = between(random, low, high);
        return Plan.of(
                name,
                victim.first((scene, node) -> {
                    node.suspend();
                    return "suspended for " + millis + " ms";
                }),
                millis,
                victim.last((scene, node) -> {
                    if (node.isAlive()) {
                        node.resume();
                    }
                    return "";
                }));
    }
}
