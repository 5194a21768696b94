package io.catena.server;

import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Escaped;
import io.catena.server.chain.GivenShape;
import io.catena.server.chain.SharedSettings;
import io.catena.server.disk.SnapshotPace;
import io.catena.server.registration.Carrier;
import java.util.List;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** How many chains there are, which of them a node is to carry and on how many loops, from its options. */
final class CarrierOptions {
    private static final int MOST_LOOPS = 64;
    /** So that the part of each loop has room for the longest messages. */
    private static final long HEAP_BYTES_OF_LOOP = 224L << 20;

    @Option(
            names = "--chains",
            paramLabel = "NUMBER",
            description =
                    "Into how many chains the cluster divides its keys, 1 to 10000. Chosen by the first node for ever"
                            + " (1); other nodes leave it out.")
    private Integer chains;

    @Option(
            names = "--replicas",
            paramLabel = "NUMBER|all",
            description =
                    "On how many nodes each chain is, 1 to 100, or all. Likewise (with one chain: all; with several: 3).")
    private String replicas;

    @Option(
            names = "--domain",
            paramLabel = "NAME",
            description =
                    "What this node fails together with, as the name of a rack: replicas of one chain are put into"
                            + " different domains (default: the node alone). Only where chains are on some of the nodes.")
    private String domain;

    @Option(
            names = "--capacity",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description =
                    "How much this node is to carry beside others, 1 to 1000: one with 2 carries twice as much as one"
                            + " with 1 (default: ${DEFAULT-VALUE}). Likewise.")
    private int capacity;

    @Option(
            names = "--snapshot-bytes-per-second",
            paramLabel = "NUMBER",
            defaultValue = "104857600",
            description = "How much of snapshots this node sends to others in a second, of all its chains together, at"
                    + " least 4194304; 0 is without limit (default: ${DEFAULT-VALUE}).")
    private long snapshotBytesPerSecond;

    @Option(
            names = "--loops",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description =
                    "How many event loops share the chains and the connections of this node, 1 to 64; of several each"
                            + " needs 224 MiB of heap (docs/operations.md; default: ${DEFAULT-VALUE}).")
    private int loops;

    /**
     * @param problems receives what is wrong
     * @param origin tells where the value of an option comes from, as the end of a sentence
     */
    GivenShape shape(List<String> problems, UnaryOperator<String> origin) {
        Integer number = null;
        if ("all".equals(replicas)) {
            number = ClusterShape.ALL;
        } else if (replicas != null && replicas.matches("[1-9][0-9]{0,8}")) {
            number = Integer.valueOf(replicas);
        } else if (replicas != null) {
            problems.add("--replicas must be 1 to " + SharedSettings.MOST_REPLICAS + " or all, not '" + replicas + "'"
                    + origin.apply("--replicas"));
        }
        GivenShape shape = new GivenShape(chains, number);
        problems.addAll(shape.problems());
        return shape;
    }

    /** Null for a domain of the node's own. */
    String domain(List<String> problems, UnaryOperator<String> origin) {
        if (domain != null && !Escaped.isName(domain)) {
            problems.add("--domain must be a word of 1 to " + Escaped.MAX_NAME_CHARACTERS + " plain characters, not '"
                    + Escaped.of(domain) + "'" + origin.apply("--domain"));
        }
        return domain;
    }

    /** 0 without limit. */
    long snapshotBytesPerSecond(List<String> problems, UnaryOperator<String> origin) {
        if (snapshotBytesPerSecond != 0 && snapshotBytesPerSecond < SnapshotPace.LEAST_BYTES_PER_SECOND) {
            problems.add("--snapshot-bytes-per-second must be at least " + SnapshotPace.LEAST_BYTES_PER_SECOND
                    + ", or 0, not " + snapshotBytesPerSecond + origin.apply("--snapshot-bytes-per-second"));
        }
        return snapshotBytesPerSecond;
    }

    /** @param heapBytes the largest size of the heap */
    int loops(List<String> problems, UnaryOperator<String> origin, long heapBytes) {
        if (loops < 1 || loops > MOST_LOOPS) {
            problems.add("--loops must be 1 to " + MOST_LOOPS + ", not " + loops + origin.apply("--loops"));
        } else if (loops > 1 && heapBytes < loops * HEAP_BYTES_OF_LOOP) {
            problems.add("--loops " + loops + " needs a heap of " + (loops * HEAP_BYTES_OF_LOOP >> 20)
                    + " MiB, and this process may have " + (heapBytes >> 20)
                    + " MiB; give it more with -Xmx in CATENA_SERVER_JAVA_OPTS, or name fewer loops"
                    + origin.apply("--loops"));
        }
        return loops;
    }

    int capacity(List<String> problems, UnaryOperator<String> origin) {
        if (capacity < Carrier.LEAST_CAPACITY || capacity > Carrier.MOST_CAPACITY) {
            problems.add("--capacity must be " + Carrier.LEAST_CAPACITY + " to " + Carrier.MOST_CAPACITY + ", not "
                    + capacity + origin.apply("--capacity"));
        }
        return capacity;
    }
}
