package io.catena.systemtest.chaos;

import io.catena.systemtest.NodeProcess;
import java.util.Random;

/** The node that a fault has chosen, from its first step to its last. For one thread. */
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

    /** The first step: takes the node of the role and does this to it; nothing if no node is to be had. */
    Plan.Action first(Action action) {
        return scene -> {
            node = scene.take(role).orElse(null);
            return node == null ? "nobody left" : role + ", " + node + ": " + action.on(scene, node);
        };
    }

    /** A later step on the same node. */
    Plan.Action then(Action action) {
        return scene -> node == null ? "" : action.on(scene, node);
    }

    /** The last step: does this, and lets go of the node. */
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
