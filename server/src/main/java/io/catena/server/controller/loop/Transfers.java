package io.catena.server.controller.loop;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
    private final Map<Integer, Waiting> waiting = new TreeMap<>();
    /** Those that were called, and have not been seen since. */
    private final Set<Integer> called = new HashSet<>();

    private record Transfer(String feeder, String receiver) {
        private Transfer(Member feeder, Member receiver) {
            this(feeder.nodeId(), receiver.nodeId());
        }
    }

    /** @param receivers of which one is to be fed, the first one that can */
    private record Waiting(String feeder, List<String> receivers) {}

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
        boolean wasCalled = called.remove(chain);
        Transfer transfer =
                newest == null || newest.joining() == null ? null : new Transfer(newest.tail(), newest.joining());
        Transfer before = transfer == null ? underWay.remove(chain) : underWay.put(chain, transfer);
        boolean leavesRoom = before != null ? !before.equals(transfer) : wasCalled && transfer == null;
        if (leavesRoom) {
            callWaiting();
        }
    }

    /** The chain has to wait until the nodes have room for its transfer. */
    void await(int chain, Member feeder, List<Member> receivers) {
        waiting.put(
                chain,
                new Waiting(
                        feeder.nodeId(), receivers.stream().map(Member::nodeId).toList()));
    }

    /**
     * Calls the chains for which there is room, together: each of them is called once, and waits again if it has to. One that begins no
     * transfer then leaves its room to others.
     */
    private void callWaiting() {
        if (waiting.isEmpty()) {
            return;
        }
        Map<String, Integer> counts = counts(0);
        List<Integer> now = new ArrayList<>();
        waiting.forEach((chain, one) -> one.receivers().stream()
                .filter(receiver -> hasRoom(counts, one.feeder()) && hasRoom(counts, receiver))
                .findFirst()
                .ifPresent(receiver -> {
                    count(counts, new Transfer(one.feeder(), receiver));
                    now.add(chain);
                }));
        now.forEach(waiting::remove);
        called.addAll(now);
        now.forEach(hint::accept);
    }

    private static boolean hasRoom(Map<String, Integer> counts, String nodeId) {
        return counts.getOrDefault(nodeId, 0) < MOST_OF_A_NODE;
    }
}
