package io.catena.systemtest.chaos;

import io.catena.systemtest.NodeProcess;
import java.util.Random;

/** The node that a fault has taken, from its first step to its last. For one thread. */
final class Victim {
    private final ChaosScene.Role role;
    private NodeProcess node;

    /** Acts on the node. */
    interface Action {
        String on(ChaosScene scene, NodeProcess node) throws Exception;
    }

    Victim(ChaosScene.Role role) {
        this.role = role;
    }

    static Victim drawn(Random random) {
        ChaosScene.Role[] roles = ChaosScene.Role.values();
        return new Victim(roles[random.nextInt(roles.length)]);
    }

    /** The first step: takes the node of the role and acts on it; does nothing if no node is free. */
    Plan.Action first(Action action) {
        return scene -> {
            node = scene.take(role).orElse(null);
            return node == null ? "no node is free" : role + ", " + node + ": " + action.on(scene, node);
        };
    }

    /** A later step on the same node. */
    Plan.Action then(Action action) {
        return scene -> node == null ? "" : action.on(scene, node);
    }

    /** The last step: acts on the node and gives it back. */
    Plan.Action last(Action action) {
        return scene -> {
            if (node == null) {
                return "";
            }
            try {
                return action.on(scene, node);
            } finally {
                scene.release(node);
            }
        };
    }
}
