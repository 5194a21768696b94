package io.catena.systemtest.chaos;

import io.catena.client.CatenaClient;
import io.catena.systemtest.Crowd;
import io.catena.systemtest.LargestFrames;
import io.catena.systemtest.NodeProcess;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Clients that ask for more than their share, and clients that pretend to be nodes. No node may end because of them.
 */
final class ClientFaults {
    private static final List<String> LARGE = List.of("large-0", "large-1", "large-2", "large-3");
    private static final int LARGE_BYTES = 1 << 20;
    private static final int MANY = 300;
    private static final int ALL_PLACES = 1_100;
    private static final int FAST = 1 << 20;
    private static final List<String> NODE_METHODS = List.of(
            "open", "opened", "append", "ack", "snapshotChunk", "chunkInstalled", "query", "queryAnswer", "waiting");

    private ClientFaults() {}

    static List<Fault> all() {
        return List.of(
                fault(
                        "clients: batches of puts that ask for previous values",
                        node -> reading(node, 8, n -> LargestFrames.putsThatAsk("p" + n % 8))),
                fault(
                        "clients: batches of keys that do not exist",
                        node -> reading(node, 8, n -> LargestFrames.missing("m" + n % 8))),
                fault(
                        "clients: readers of the largest values",
                        node -> reading(node, 8, n -> LargestFrames.read(LARGE.subList(0, 1)))),
                fault(
                        "clients: replies that are not read",
                        node -> new Crowd(node, MANY, LargestFrames.read(LARGE), FAST)),
                fault(
                        "clients: tiny deletes, replies not read",
                        node -> new Crowd(node, MANY, LargestFrames.deletes(), FAST)),
                new Fault("clients: idle connections on all places of all nodes", 2, false, ClientFaults::fillAll),
                fault("clients: garbage in messages of nodes", node -> reading(node, 8, ClientFaults::garbage)));
    }

    private static Crowd reading(NodeProcess node, int connections, LongFunction<byte[]> words) {
        return new Crowd(node, connections, words, FAST, true);
    }

    private static Fault fault(String kind, Function<NodeProcess, Crowd> crowd) {
        return new Fault(kind, 2, false, (name, random) -> onOne(name, random, crowd));
    }

    private static Plan onOne(String name, Random random, Function<NodeProcess, Crowd> crowd) {
        Victim victim = Victim.drawn(random);
        List<Crowd> begun = new ArrayList<>();
        return Plan.of(
                name,
                victim.first((scene, node) -> {
                    putLarge(scene);
                    begun.add(crowd.apply(node));
                    return "begun";
                }),
                ProcessFaults.between(random, 2_000, 8_000),
                victim.last((scene, node) -> close(begun)));
    }

    private static Plan fillAll(String name, Random random) {
        List<Crowd> begun = new ArrayList<>();
        return Plan.of(
                name,
                scene -> {
                    scene.localCluster()
                            .alive()
                            .forEach(node -> begun.add(new Crowd(node, ALL_PLACES, new byte[0], 0)));
                    return "begun";
                },
                ProcessFaults.between(random, 3_000, 10_000),
                scene -> close(begun));
    }

    private static String close(List<Crowd> begun) {
        begun.forEach(Crowd::close);
        String what = "over: " + begun;
        begun.clear();
        return what;
    }

    private static void putLarge(ChaosScene scene) {
        try (CatenaClient client = scene.localCluster().client().build()) {
            LARGE.forEach(key -> client.put(key.getBytes(StandardCharsets.UTF_8), new byte[LARGE_BYTES]));
        }
    }

    /** A message with the name of a node's message and random content. */
    private static byte[] garbage(long number) {
        Random random = new Random(number);
        byte[] name = NODE_METHODS.get(random.nextInt(NODE_METHODS.size())).getBytes(StandardCharsets.US_ASCII);
        byte[] content = new byte[1 + random.nextInt(200)];
        random.nextBytes(content);
        java.nio.ByteBuffer frame = java.nio.ByteBuffer.allocate(16 + name.length + content.length);
        frame.putInt(frame.capacity() - 4)
                .putInt(0x80010004)
                .putInt(name.length)
                .put(name)
                .putInt(0)
                .put(content);
        return frame.array();
    }
}
