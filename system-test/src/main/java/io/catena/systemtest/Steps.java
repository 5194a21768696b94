package io.catena.systemtest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The steps of a long test. Each step begins and ends with a complete chain that serves. The chain is checked whenever
 * it has changed in between.
 */
final class Steps {
    private final LocalCluster localCluster;
    private final Checks checks;
    private final Random random;
    private final int size;

    /** A step with the name that is printed. */
    record Step(String name, Action action) {}

    /** The action of a step. */
    interface Action {
        void run() throws Exception;
    }

    private enum Place {
        HEAD,
        MIDDLE,
        TAIL;

        NodeProcess in(List<NodeProcess> chain) {
            return switch (this) {
                case HEAD -> chain.get(0);
                case MIDDLE -> chain.get(chain.size() / 2);
                case TAIL -> chain.get(chain.size() - 1);
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    Steps(LocalCluster localCluster, Checks checks, Random random, int size) {
        this.localCluster = localCluster;
        this.checks = checks;
        this.random = random;
        this.size = size;
    }

    /** All steps once, in an order drawn from the seed. */
    List<Step> shuffled() {
        List<Step> steps = new ArrayList<>();
        for (Place place : Place.values()) {
            steps.add(new Step("kill -9 of the " + place, () -> away(kill(place))));
            steps.add(new Step("clean die of the " + place, () -> away(died(place, true))));
            steps.add(new Step("unclean die of the " + place, () -> away(died(place, false))));
            steps.add(new Step("clean leave of the " + place, () -> left(place, true)));
            steps.add(new Step("unclean leave of the " + place, () -> left(place, false)));
            steps.add(new Step("the " + place + " sleeps longer than its session", () -> asleep(place)));
        }
        steps.add(new Step("kill -9 of two at once", () -> killed(2)));
        steps.add(new Step("kill -9 of all but one", () -> killed(size - 1)));
        steps.add(new Step("kill -9 of all at once", () -> killed(size)));
        steps.add(new Step("two join at a time", this::twoJoin));
        Collections.shuffle(steps, random);
        return steps;
    }

    private NodeProcess kill(Place place) {
        NodeProcess node = place.in(localCluster.awaitChainOfAll());
        node.kill();
        return node;
    }

    private NodeProcess died(Place place, boolean clean) {
        NodeProcess node = place.in(localCluster.awaitChainOfAll());
        requireExit(node, clean ? 0 : 1, node.die(clean));
        return node;
    }

    /** Checks that the chain goes on without the node; then starts the node and checks that it returns. */
    private void away(NodeProcess node) throws Exception {
        checks.chainOfAll();
        node.start();
        checks.chainOfAll();
    }

    private void left(Place place, boolean clean) throws Exception {
        NodeProcess node = place.in(localCluster.awaitChainOfAll());
        requireExit(node, clean ? 0 : 1, node.leave(clean));
        checks.chainOfAll();
        localCluster.startNodes(1);
        checks.chainOfAll();
    }

    private static void requireExit(NodeProcess node, int right, int code) {
        if (code != right) {
            throw new AssertionError(node + " ended with exit code " + code + " and not " + right);
        }
    }

    private void asleep(Place place) throws Exception {
        List<NodeProcess> chain = localCluster.awaitChainOfAll();
        NodeProcess node = place.in(chain);
        node.suspend();
        try {
            List<NodeProcess> others = new ArrayList<>(chain);
            others.remove(node);
            checks.chainOf(others);
        } finally {
            node.resume();
        }
        checks.chainOfAll();
    }

    private void killed(int count) throws Exception {
        List<NodeProcess> nodes = new ArrayList<>(localCluster.awaitChainOfAll());
        Collections.shuffle(nodes, random);
        List<NodeProcess> victims = nodes.subList(0, count);
        victims.forEach(NodeProcess::kill);
        if (count < size) {
            checks.chainOfAll();
        }
        Collections.shuffle(victims, random);
        victims.forEach(NodeProcess::start);
        checks.chainOfAll();
    }

    private void twoJoin() throws Exception {
        List<NodeProcess> joined = localCluster.startNodes(2);
        checks.chainOfAll();
        for (NodeProcess node : joined) {
            requireExit(node, 0, node.leave(true));
        }
        checks.chainOfAll();
    }
}
