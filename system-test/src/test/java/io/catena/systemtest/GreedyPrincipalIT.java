package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;

/**
 * A principal that asks for all that it can get on 16 connections by TLS: requests, bytes, sessions, answers that it does not read.
 * Beside it another principal has one client at each node, which asks for little: none of its calls fails, it goes on, and no
 * node loses its place or takes more memory than it may. No bound is a latency: nodes, attackers and others share the processors
 * of one machine. The nodes run with the compilers and the heap of production.
 */
public class GreedyPrincipalIT {
    private static final int CONNECTIONS = 16;
    private static final int SLOW_WRITERS = 4;
    private static final Duration ATTACK = Duration.ofSeconds(8);
    private static final int DEADLINE_MILLIS = 20_000;
    /** Of each client of the other principal; a call that waits for the end of the attack leaves no time for them. */
    private static final int LEAST_ANSWERS = 2;
    /** The heap of 256 MiB, what the JVM takes beside it, and few buffers: about 240 MiB were seen. */
    private static final long MAX_RESIDENT_BYTES = 400L << 20;

    @ClassRule
    public static final TlsChain CHAIN = new TlsChain(GreedyPrincipalIT.class, 6_000, ProductionJvm.options());

    /** What the attack holds open. */
    private interface Attacker extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    private static NodeProcess node(int i) {
        return CHAIN.nodes().get(i % CHAIN.nodes().size());
    }

    @Before
    public void aLargeValue() throws Exception {
        try (BareClient client = node(0).connect(DEADLINE_MILLIS)) {
            client.put("large", "v".repeat(1 << 20));
        }
    }

    @Test
    public void othersAreServedBesideBatchesAndSmallReads() throws Exception {
        List<Attacker> attackers = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            byte[] call = i % 2 == 0 ? LargestFrames.read(List.of("small-" + i)) : LargestFrames.deletes();
            attackers.add(new Flood(node(i), call, 64)::close);
        }
        beside(attackers);
    }

    /** Readers of the largest values as fast as they get them, and writers of such values that send without haste. */
    @Test
    public void othersAreServedBesideTheLargestValues() throws Exception {
        List<Attacker> attackers = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS - SLOW_WRITERS; i++) {
            attackers.add(new Flood(node(i), LargestFrames.read(List.of("large")), 2)::close);
        }
        byte[] put = LargestFrames.largestValue("large");
        attackers.add(new Crowd(node(0), SLOW_WRITERS, i -> put, 2 << 10, true)::close);
        beside(attackers);
    }

    /** Small reads of large values that are sent together, and of which no answer is read (Q9). */
    @Test
    public void othersAreServedBesideLargeAnswersThatAreNotRead() throws Exception {
        byte[] reads = LargestFrames.reads("large", 200);
        List<Attacker> attackers = new ArrayList<>();
        for (NodeProcess node : CHAIN.nodes()) {
            int connections = CONNECTIONS / CHAIN.nodes().size();
            attackers.add(new Crowd(node, connections, i -> reads, 1 << 20, false)::close);
        }
        beside(attackers);
    }

    @Test
    public void othersOpenSessionsBesideAFloodOfOpenings() throws Exception {
        List<Attacker> attackers = new ArrayList<>();
        for (NodeProcess node : CHAIN.nodes()) {
            attackers.add(new SessionFlood(
                    node, List.of("127.0.0.1"), CONNECTIONS / CHAIN.nodes().size(), 20_000, DEADLINE_MILLIS)::close);
        }
        beside(attackers);
    }

    private static void beside(List<Attacker> attackers) throws Exception {
        long epoch = CHAIN.epoch();
        try (Bystanders others = new Bystanders(CHAIN.nodes())) {
            long endNanos = System.nanoTime() + ATTACK.toNanos();
            while (System.nanoTime() < endNanos) {
                try (BareClient client = node(1).connect(DEADLINE_MILLIS)) {
                    client.openSession();
                }
                LiveCluster.rest(Duration.ofSeconds(1));
            }
            others.checkAnswered(LEAST_ANSWERS);
        } finally {
            for (Attacker attacker : attackers) {
                attacker.close();
            }
        }
        assertEquals("the epoch: no node has lost its place", epoch, CHAIN.epoch());
        for (NodeProcess node : CHAIN.nodes()) {
            long bytes = node.mostResidentBytes();
            LiveCluster.say("  " + node + " has had " + (bytes >> 20) + " MiB at most");
            assertTrue(node + " has had " + bytes + " bytes", bytes <= MAX_RESIDENT_BYTES);
        }
    }
}
