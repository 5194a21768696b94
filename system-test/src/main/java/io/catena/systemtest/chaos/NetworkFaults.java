package io.catena.systemtest.chaos;

import io.catena.systemtest.NodeProcess;
import io.catena.systemtest.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Packets that are lost or come late. */
final class NetworkFaults {
    private NetworkFaults() {}

    /** Chooses the machines from which a node is cut off. */
    private interface Others {
        List<Place> of(ChaosScene scene, NodeProcess node);
    }

    /** The direction in which packets are lost. */
    private enum Way {
        BOTH,
        TO_IT,
        FROM_IT
    }

    static List<Fault> all() {
        return List.of(
                cut("a node cut off from all others", 6, Way.BOTH, ChaosScene::allBut),
                cut("a node that receives nothing", 4, Way.TO_IT, ChaosScene::allBut),
                cut("a node from which nothing is received", 4, Way.FROM_IT, ChaosScene::allBut),
                cut("a node cut off from its peers only", 4, Way.BOTH, ChaosScene::peersOf),
                cut("a node cut off from ZooKeeper only", 5, Way.BOTH, (scene, node) -> scene.zookeeperPlaces()),
                cut(
                        "a node cut off from clients only",
                        2,
                        Way.BOTH,
                        (scene, node) -> List.of(scene.lan().clients())),
                cut("a link cut", 4, Way.BOTH, NetworkFaults::neighbour),
                cut("a link cut downwards", 3, Way.FROM_IT, NetworkFaults::neighbour),
                cut("a link cut upwards", 3, Way.TO_IT, NetworkFaults::neighbour),
                new Fault("the nodes in two halves", 3, true, NetworkFaults::halves),
                new Fault("a node that loses packets", 4, true, NetworkFaults::blinking),
                new Fault("a node that sends slowly", 4, true, NetworkFaults::slow));
    }

    private static List<Place> neighbour(ChaosScene scene, NodeProcess node) {
        return scene.neighbour(node).map(NodeProcess::place).stream().toList();
    }

    private static Fault cut(String name, int weight, Way way, Others others) {
        return new Fault(name, weight, true, (kind, random) -> {
            Victim victim = Victim.drawn(random);
            long millis = ProcessFaults.between(random, 300, 10_000);
            List<Place> cutOff = new ArrayList<>();
            return Plan.of(
                    kind,
                    victim.first((scene, node) -> {
                        cutOff.addAll(others.of(scene, node));
                        cut(scene.lan(), way, node.place(), cutOff);
                        return "for " + millis + " ms";
                    }),
                    millis,
                    victim.last((scene, node) -> {
                        mend(scene.lan(), way, node.place(), cutOff);
                        return "";
                    }));
        });
    }

    private static void cut(Lan lan, Way way, Place one, List<Place> others) {
        if (way != Way.FROM_IT) {
            lan.cut(others, List.of(one));
        }
        if (way != Way.TO_IT) {
            lan.cut(List.of(one), others);
        }
    }

    private static void mend(Lan lan, Way way, Place one, List<Place> others) {
        if (way != Way.FROM_IT) {
            lan.mend(others, List.of(one));
        }
        if (way != Way.TO_IT) {
            lan.mend(List.of(one), others);
        }
    }

    private static Plan halves(String name, Random random) {
        long millis = ProcessFaults.between(random, 1_000, 8_000);
        List<Place> one = new ArrayList<>();
        List<Place> other = new ArrayList<>();
        return Plan.of(
                name,
                scene -> {
                    List<NodeProcess> running = scene.localCluster().alive();
                    for (NodeProcess node : running) {
                        (one.size() < running.size() / 2 ? one : other).add(node.place());
                    }
                    scene.lan().cut(one, other);
                    scene.lan().cut(other, one);
                    return one.size() + " and " + other.size() + " for " + millis + " ms";
                },
                millis,
                scene -> {
                    scene.lan().mend(one, other);
                    scene.lan().mend(other, one);
                    return "";
                });
    }

    /** Packets that reach the node in several short moments are lost. */
    private static Plan blinking(String name, Random random) {
        Victim victim = Victim.drawn(random);
        List<Place> from = new ArrayList<>();
        List<Plan.Step> steps = new ArrayList<>();
        steps.add(new Plan.Step(0, victim.first((scene, node) -> {
            from.addAll(scene.peersOf(node));
            return "in 12 short moments";
        })));
        long at = 0;
        for (int i = 0; i < 12; i++) {
            at += ProcessFaults.between(random, 50, 500);
            steps.add(new Plan.Step(at, victim.then((scene, node) -> {
                scene.lan().cut(from, List.of(node.place()));
                return "";
            })));
            at += ProcessFaults.between(random, 10, 120);
            steps.add(new Plan.Step(at, victim.then((scene, node) -> {
                scene.lan().mend(from, List.of(node.place()));
                return "";
            })));
        }
        steps.add(new Plan.Step(at, victim.last((scene, node) -> "")));
        return new Plan(name, steps);
    }

    private static Plan slow(String name, Random random) {
        Victim victim = Victim.drawn(random);
        int kilobits = (int) ProcessFaults.between(random, 64, 1_500);
        return Plan.of(
                name,
                victim.first((scene, node) -> {
                    scene.lan().slow(node.place(), kilobits);
                    return kilobits + " kbit/s";
                }),
                ProcessFaults.between(random, 2_000, 10_000),
                victim.last((scene, node) -> {
                    scene.lan().fast(node.place());
                    return "";
                }));
    }
}
