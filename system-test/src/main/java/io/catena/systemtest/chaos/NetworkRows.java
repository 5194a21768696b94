package io.catena.systemtest.chaos;

import io.catena.client.CatenaException;
import io.catena.simulation.checker.Call;
import io.catena.systemtest.BareClient;
import io.catena.systemtest.NodeProcess;
import io.catena.systemtest.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.TException;

/** What must hold while packets are lost or come late. */
final class NetworkRows {
    /** The process number of this thread in the history. */
    private static final int ASKER = 50;

    private static final int QUESTIONS = 40;
    /** The library's deadline for a call, and reserve for a busy machine. */
    private static final long BOUND_MILLIS = 7_000;

    private NetworkRows() {}

    static List<Rows.Row> all() {
        return List.of(
                new Rows.Row(
                        "9, the head cut off from all servers: replaced, gives no stale answer", NetworkRows::row09),
                new Rows.Row("10, a middle that receives nothing from servers: replaced", NetworkRows::row10Deaf),
                new Rows.Row("10, a tail from which no server receives anything: replaced", NetworkRows::row10Mute),
                new Rows.Row(
                        "11, the link of the head to its successor cut: writes go on before the link is restored",
                        NetworkRows::row11),
                new Rows.Row(
                        "12, a member that is not the controller cut off from ZooKeeper: replaced, no call fails",
                        NetworkRows::row12),
                new Rows.Row("12, the controller cut off from ZooKeeper: replaced", NetworkRows::row12Controller),
                new Rows.Row(
                        "13 and 15, clients cut off from the head: every call ends by its" + " deadline",
                        NetworkRows::row13),
                new Rows.Row("14, a head that sends slowly: the members stay", NetworkRows::row14),
                new Rows.Row(
                        "14, a tail that sends slowly for long: replaced with that" + " reason",
                        NetworkRows::row14Tail));
    }

    private static List<Place> servers(Stage stage, NodeProcess node) {
        List<Place> servers = new ArrayList<>(stage.scene().peersOf(node));
        servers.addAll(stage.scene().zookeeperPlaces());
        return servers;
    }

    private static void row09(Stage stage) {
        NodeProcess head = Rows.pick(stage, ChaosScene.Role.HEAD);
        List<Place> servers = servers(stage, head);
        stage.scene().lan().cut(servers, List.of(head.place()));
        stage.scene().lan().cut(List.of(head.place()), servers);
        Rows.requireRepairedWithout(stage, head);
        ask(stage, head);
    }

    /** The answers of the node are judged with the rest of the history. A refusal is as correct as an answer. */
    private static void ask(Stage stage, NodeProcess node) {
        try (BareClient connection = node.connect(1_000)) {
            for (int i = 0; i < QUESTIONS; i++) {
                Generation generation = stage.generation();
                String key = generation.keys().get(i % generation.keys().size());
                if (generation.invoke(ASKER, Call.get(key))) {
                    try {
                        generation.ok(ASKER, CheckedClient.answer(connection.find(key)));
                    } catch (TException e) {
                        generation.fail(ASKER);
                        return;
                    }
                }
            }
        } catch (TException e) {
            throw new AssertionError("clients reach the node: " + e, e);
        }
    }

    private static void row10Deaf(Stage stage) {
        NodeProcess node = Rows.pick(stage, ChaosScene.Role.MIDDLE);
        stage.scene().lan().cut(servers(stage, node), List.of(node.place()));
        Rows.requireRepairedWithout(stage, node);
    }

    private static void row10Mute(Stage stage) {
        NodeProcess node = Rows.pick(stage, ChaosScene.Role.TAIL);
        stage.scene().lan().cut(List.of(node.place()), servers(stage, node));
        Rows.requireRepairedWithout(stage, node);
    }

    private static void row11(Stage stage) {
        NodeProcess head = Rows.pick(stage, ChaosScene.Role.HEAD);
        NodeProcess next = stage.scene().neighbour(head).orElseThrow();
        stage.scene().lan().cut(head.place(), next.place());
        stage.scene().lan().cut(next.place(), head.place());
        // One of the two is removed, and returns behind a member that it can reach.
        Rows.awaitWrites(stage);
    }

    private static void row12(Stage stage) {
        NodeProcess controller = Rows.pick(stage, ChaosScene.Role.CONTROLLER);
        NodeProcess node = stage.scene().neighbour(controller).orElseThrow();
        List<Place> zookeeper = stage.scene().zookeeperPlaces();
        long errors = stage.traffic().tally().errors();
        stage.scene().lan().cut(zookeeper, List.of(node.place()));
        stage.scene().lan().cut(List.of(node.place()), zookeeper);
        Rows.requireRepairedWithout(stage, node);
        Rows.require(
                stage.traffic().tally().errors() == errors,
                "calls failed: " + stage.traffic().tally().counts());
    }

    private static void row12Controller(Stage stage) {
        NodeProcess controller = Rows.pick(stage, ChaosScene.Role.CONTROLLER);
        List<Place> zookeeper = stage.scene().zookeeperPlaces();
        stage.scene().lan().cut(zookeeper, List.of(controller.place()));
        stage.scene().lan().cut(List.of(controller.place()), zookeeper);
        Rows.requireRepairedWithout(stage, controller);
    }

    private static void row13(Stage stage) {
        NodeProcess head = Rows.pick(stage, ChaosScene.Role.HEAD);
        Place clients = stage.scene().lan().clients();
        try (CheckedClient checkedClient =
                new CheckedClient(stage.scene().localCluster().client())) {
            checkedClient.carryOut(Call.put("row-13", "before"));
            stage.scene().lan().cut(head.place(), clients);
            stage.scene().lan().cut(clients, head.place());
            requireInTime(() -> checkedClient.carryOut(Call.put("row-13", "cut off")));
            requireInTime(() -> checkedClient.carryOut(Call.get("row-13")));
        }
    }

    private static void requireInTime(Runnable call) {
        long begun = System.nanoTime();
        try {
            call.run();
        } catch (CatenaException e) {
            Rows.require(!e.getMessage().isBlank(), "a reason is given");
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        Rows.require(millis < BOUND_MILLIS, "a call took " + millis + " ms");
    }

    private static void row14(Stage stage) {
        List<NodeProcess> before = stage.scene().localCluster().awaitChainOfAll();
        stage.scene().lan().slow(before.get(0).place(), 500);
        Rows.rest(5_000);
        stage.scene().lan().fast(before.get(0).place());
        List<NodeProcess> after = stage.scene().localCluster().awaitChainOfAll();
        Rows.require(after.equals(before), "the chain was " + before + " and is " + after);
    }

    private static void row14Tail(Stage stage) {
        NodeProcess tail = Rows.pick(stage, ChaosScene.Role.TAIL);
        long before = Rows.timesSlow(stage);
        stage.scene().lan().slow(tail.place(), 32);
        Rows.requireRepairedWithout(stage, tail);
        Rows.require(Rows.timesSlow(stage) > before, "no node has logged that a member is far slower than the others");
    }
}
