package io.catena.server.controller.loop;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/**
 * The transfers that are under way: replicas that join, and the tails that feed them, as the loops of one controller have last seen
 * or published. A node takes part in a bounded number of them (M13). Chains that wait are told when their turn has come, the lowest number
 * first. Shared by the loops of one controller, and belongs to the tasks of their scheduler.
 */
public final class Transfers {
    /** Of one node, with others to feed and to be fed. */
    static final int MOST_OF_A_NODE = 4;

    private final IntConsumer hint;
    private final Map<Integer, Transfer> underWay = new HashMap<>();
    /** By chain, the lowest first. */
    private final Map<Integer, Transfer> waiting = new TreeMap<>();

    private record Transfer(String feeder, String receiver) {
        private Transfer(Member feeder, Member receiver) {
            this(feeder.nodeId(), receiver.nodeId());
        }
    }

    /** @param hint makes the controller look at a chain again; returns at once */
    public Transfers(IntConsumer hint) {
        this.hint = hint;
    }

    /** Ids of the nodes that take part in as many transfers of other chains as a node may. */
    Set<String> busy(int chain) {
        Set<String> busy = new TreeSet<>();
        counts(chain).forEach((nodeId, count) -> {
            if (count >= MOST_OF_A_NODE) {
                busy.add(nodeId);
            }
        });
        return busy;
    }

    private Map<String, Integer> counts(int except) {
        Map<String, Integer> counts = new HashMap<>();
        underWay.forEach((chain, transfer) -> {
            if (chain != except) {
                count(counts, transfer);
            }
        });
        return counts;
    }

    private static void count(Map<String, Integer> counts, Transfer transfer) {
        counts.merge(transfer.feeder(), 1, Integer::sum);
        counts.merge(transfer.receiver(), 1, Integer::sum);
    }

    /** The chain's newest configuration, or the one that is about to be published; null if it has none. */
    void see(int chain, Configuration newest) {
        waiting.remove(chain);
        if (newest == null || newest.joining() == null) {
            if (underWay.remove(chain) != null) {
                callWaiting();
            }
            return;
        }
        Transfer transfer = new Transfer(newest.tail(), newest.joining());
        Transfer before = underWay.put(chain, transfer);
        if (before != null && !before.equals(transfer)) {
            callWaiting();
        }
    }

    /** The chain has to wait until the nodes have room for its transfer. */
    void await(int chain, Member feeder, Member receiver) {
        waiting.put(chain, new Transfer(feeder, receiver));
    }

    /** Calls the chains for which there is room, together: each of them is called once, and waits again if it has to. */
    private void callWaiting() {
        Map<String, Integer> counts = counts(0);
        List<Integer> called = new ArrayList<>();
        waiting.forEach((chain, transfer) -> {
            if (hasRoom(counts, transfer.feeder()) && hasRoom(counts, transfer.receiver())) {
                count(counts, transfer);
                called.add(chain);
            }
        });
        called.forEach(waiting::remove);
        called.forEach(hint::accept);
    }

    private static boolean hasRoom(Map<String, Integer> counts, String nodeId) {
        return counts.getOrDefault(nodeId, 0) < MOST_OF_A_NODE;
    }
}
