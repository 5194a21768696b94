package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A toy cluster: nodes with logs of which only the length is told, and one controller. A record counts as committed
 * once every member has it in the epoch that all of them have adopted.
 */
final class RandomWalk {
    static final int NODES = 4;

    private final Random random;
    private final List<Node> nodes = new ArrayList<>();
    private Configuration current;
    private Configuration activated;
    private long caughtUp;
    private long committed;
    private int changes;

    private static final class Node {
        private final String id;
        private long life = 1;
        private boolean alive = true;
        private boolean leaving;
        private boolean suspected;
        private long adopted;
        private long lineage;
        private long log;
        private long logAtStart;

        Node(String id) {
            this.id = id;
        }

        Member member() {
            return new Member(id, life, id + ":1");
        }

        void beginLife() {
            life++;
            leaving = false;
            suspected = false;
            logAtStart = log;
        }
    }

    RandomWalk(long seed) {
        this.random = new Random(seed);
        for (int i = 0; i < NODES; i++) {
            nodes.add(new Node("n" + i));
        }
    }

    int changes() {
        return changes;
    }

    int memberCount() {
        return current == null ? 0 : current.members().size();
    }

    void step() {
        Node node = nodes.get(random.nextInt(NODES));
        switch (random.nextInt(14)) {
            case 0 -> node.alive = false;
            case 1, 2 -> comeBack(node);
            case 3 -> node.leaving = node.alive && random.nextInt(3) == 0;
            case 4 -> node.suspected = random.nextInt(3) == 0;
            case 5, 6, 7 -> learn(node);
            case 8 -> catchUp();
            case 9 -> activate();
            case 10 -> write(random.nextInt(NODES + 1));
            case 11 -> write(NODES);
            default -> control(random.nextBoolean());
        }
    }

    /** No further fault happens. */
    void calm() {
        nodes.forEach(n -> {
            n.suspected = false;
            if (n.leaving) {
                n.alive = false;
            }
            comeBack(n);
        });
        for (int i = 0; i < 12 * NODES; i++) {
            control(true);
            nodes.forEach(this::learn);
            write(NODES);
            catchUp();
            activate();
        }
    }

    private static void comeBack(Node node) {
        if (!node.alive) {
            node.alive = true;
            node.beginLife();
        }
    }

    /**
     * The node adopts the newest configuration; if its life was removed, a leaving one exits and another begins anew.
     */
    private void learn(Node node) {
        if (!node.alive || current == null) {
            return;
        }
        if (current.line().stream().anyMatch(node.member()::is)) {
            node.adopted = current.epoch();
            node.lineage = current.lineage();
        } else if (current.hasRemoved(node.member())) {
            node.alive = !node.leaving;
            if (node.alive) {
                node.beginLife();
            }
        }
    }

    private boolean inPlace(Member member) {
        Node node = node(member);
        return node.alive && node.member().is(member) && node.adopted == current.epoch();
    }

    private Node node(Member member) {
        return nodes.stream()
                .filter(n -> n.id.equals(member.nodeId()))
                .findFirst()
                .orElseThrow();
    }

    /** The head's next record reaches this number of replicas of the line. */
    private void write(int reaches) {
        if (current == null || !inPlace(current.head())) {
            return;
        }
        long end = node(current.head()).log + 1;
        int reached = 0;
        for (Member member : current.members()) {
            if (reached == reaches || !inPlace(member)) {
                return;
            }
            node(member).log = end;
            reached++;
        }
        committed = Math.max(committed, end);
        if (current.joining() != null && caughtUp == current.joining().life()) {
            node(current.joining()).log = end;
        }
    }

    private void catchUp() {
        if (current != null && current.joining() != null && inPlace(current.tail()) && inPlace(current.joining())) {
            node(current.joining()).log = node(current.tail()).log;
            caughtUp = current.joining().life();
        }
    }

    /** The head writes the epoch down once its whole log is on every member. */
    private void activate() {
        if (current != null && current.members().stream().allMatch(this::inPlace)) {
            long end = node(current.head()).log;
            current.members().forEach(m -> node(m).log = end);
            committed = Math.max(committed, end);
            activated = current;
        }
    }

    private void control(boolean graceOver) {
        Decision decision = NextConfiguration.decide(view(graceOver));
        if (decision.kind() == Decision.Kind.ALARM) {
            throw new AssertionError(decision.sentence());
        }
        if (decision.next().isEmpty()) {
            return;
        }
        Configuration next = decision.next().get();
        PermittedChange.check(current, activated, next);
        boolean sameJoins = next.joining() != null && next.joining().is(current == null ? null : current.joining());
        current = next;
        changes++;
        caughtUp = sameJoins ? caughtUp : 0;
        for (Member member : next.members()) {
            if (node(member).log < committed && node(member).member().is(member)) {
                throw new AssertionError(member + " has " + node(member).log + " of " + committed
                        + " committed records: " + decision.sentence() + "; " + this);
            }
        }
    }

    private ChainView view(boolean graceOver) {
        List<Member> registered =
                nodes.stream().filter(n -> n.alive).map(Node::member).toList();
        Map<String, ReplicaReport> reports = new HashMap<>();
        Set<String> unreachable = new TreeSet<>();
        for (Node node : nodes) {
            boolean feeds = current != null && current.tail().is(node.member());
            reports.put(
                    node.id,
                    new ReplicaReport(
                            ControllerScene.CHAIN,
                            node.life,
                            node.adopted,
                            node.lineage,
                            node.logAtStart,
                            false,
                            feeds ? caughtUp : 0,
                            new TreeSet<>(),
                            node.leaving));
            if (node.suspected) {
                unreachable.add(node.id);
            }
        }
        return new ChainView(ControllerScene.CHAIN, current, activated, registered, reports, unreachable, graceOver);
    }

    @Override
    public String toString() {
        return "newest " + current + ", activated " + activated + ", committed " + committed;
    }
}
