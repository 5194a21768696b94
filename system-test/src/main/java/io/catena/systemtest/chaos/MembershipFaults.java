package io.catena.systemtest.chaos;

import io.catena.systemtest.NodeProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Nodes that join and leave. */
final class MembershipFaults {
    private MembershipFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("clean leave, another joins", 3, false, MembershipFaults::replace),
                new Fault("unclean leave, and return", 2, false, MembershipFaults::leaveAndReturn),
                new Fault("join, and leave later", 3, false, (name, random) -> visit(name, random, 1)),
                new Fault("two join, and leave later", 2, false, (name, random) -> visit(name, random, 2)),
                new Fault("one leaves while another joins", 3, false, MembershipFaults::exchange));
    }

    private static String left(ChaosScene scene, NodeProcess node, boolean clean) {
        scene.mayGoDown(node);
        return "leave ended with " + node.leave(clean);
    }

    /** The node must return, because its data may be the only copy. */
    private static Plan leaveAndReturn(String name, Random random) {
        Victim victim = Victim.drawn(random);
        return Plan.of(
                name,
                victim.first((scene, node) -> left(scene, node, false)),
                ProcessFaults.between(random, 0, 3_000),
                victim.last((scene, node) -> {
                    scene.start(node);
                    return "";
                }));
    }

    private static Plan replace(String name, Random random) {
        Victim victim = Victim.drawn(random);
        return Plan.of(
                name,
                victim.first((scene, node) -> left(scene, node, true)),
                ProcessFaults.between(random, 0, 3_000),
                victim.last((scene, node) -> scene.localCluster().startNodes(1) + " new"));
    }

    private static Plan visit(String name, Random random, int count) {
        List<NodeProcess> visitors = new ArrayList<>();
        return Plan.of(
                name,
                scene -> {
                    visitors.addAll(scene.localCluster().startNodes(count));
                    return visitors + " new";
                },
                // Some leave before they have become members.
                ProcessFaults.between(random, 500, 10_000),
                scene -> {
                    List<String> results = new ArrayList<>();
                    for (NodeProcess node : visitors) {
                        results.add(left(scene, node, true));
                    }
                    return results.toString();
                });
    }

    private static Plan exchange(String name, Random random) {
        Victim victim = Victim.drawn(random);
        return Plan.of(
                name,
                victim.first((scene, node) -> {
                    List<NodeProcess> joins = scene.localCluster().startNodes(1);
                    return left(scene, node, true) + " while " + joins + " joins";
                }),
                ProcessFaults.between(random, 500, 2_000),
                victim.last((scene, node) -> ""));
    }
}
