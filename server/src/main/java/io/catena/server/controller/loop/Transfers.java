package io.catena.server.controller.loop;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/**
 * The transfers that are under way: replicas that join, and the tails that feed them, as the loops of one controller have last seen
 * or published. A node takes part in a bounded number of them (M13). Chains that wait are told when their turn has come, the lowest number
 * first. What a change costs grows with what takes part in it, and not with the number of chains. Shared by the loops of one controller,
 * and belongs to the tasks of their scheduler.
 */
public final class Transfers {
    /** Of one node, with others to feed and to be fed. */
    static final int MOST_OF_A_NODE = 4;

    private final IntConsumer hint;
    private final Map<Integer, Transfer> underWay = new HashMap<>();
    /** In how many of them a node takes part, by its id. */
    private final Map<String, Integer> counts = new HashMap<>();
    /** Ids of the nodes that take part in as many as a node may, or in more. */
    private final Set<String> full = new TreeSet<>();

    private final Map<Integer, Waiting> waiting = new HashMap<>();
    /** The chains that wait, by the id of each node that one of them waits for, the lowest first. */
    private final Map<String, SortedSet<Integer>> waitingFor = new HashMap<>();
    /** What those chains waited for that were called, and have not been seen since. */
    private final Map<Integer, Waiting> called = new HashMap<>();

    private record Transfer(String feeder, String receiver) {
        private Transfer(Member feeder, Member receiver) {
            this(feeder.nodeId(), receiver.nodeId());
        }

        List<String> nodes() {
            return List.of(feeder, receiver);
        }
    }

    /** @param receivers of which one is to be fed, the first one that can */
    private record Waiting(String feeder, List<String> receivers) {
        Set<String> nodes() {
            Set<String> nodes = new TreeSet<>(receivers);
            nodes.add(feeder);
            return nodes;
        }
    }

    /** @param hint makes the controller look at a chain again; returns at once */
    public Transfers(IntConsumer hint) {
        this.hint = hint;
    }

    /** Ids of the nodes that take part in as many transfers of other chains as a node may. */
    Set<String> busy(int chain) {
        Set<String> busy = new TreeSet<>(full);
        Transfer own = underWay.get(chain);
        if (own != null) {
            own.nodes().stream()
                    .filter(node -> counts.get(node) - 1 < MOST_OF_A_NODE)
                    .forEach(busy::remove);
        }
        return busy;
    }

    private void count(String nodeId, int more) {
        int now = counts.merge(nodeId, more, Integer::sum);
        if (now == 0) {
            counts.remove(nodeId);
        }
        if (now >= MOST_OF_A_NODE) {
            full.add(nodeId);
        } else {
            full.remove(nodeId);
        }
    }

    /** The chain's newest configuration, or the one that is about to be published; null if it has none, or none that can be read. */
    void see(int chain, Configuration newest) {
        forgetWaiting(chain);
        Waiting wasCalled = called.remove(chain);
        Transfer transfer =
                newest == null || newest.joining() == null ? null : new Transfer(newest.tail(), newest.joining());
        Transfer before = transfer == null ? underWay.remove(chain) : underWay.put(chain, transfer);
        if (before != null) {
            before.nodes().forEach(node -> count(node, -1));
        }
        if (transfer != null) {
            transfer.nodes().forEach(node -> count(node, 1));
        }
        Set<String> left = new TreeSet<>();
        if (before != null && !before.equals(transfer)) {
            left.addAll(before.nodes());
        }
        if (wasCalled != null) {
            left.addAll(wasCalled.nodes());
        }
        callWaitingFor(left);
    }

    /** The chain has to wait until the nodes have room for its transfer. */
    void await(int chain, Member feeder, List<Member> receivers) {
        forgetWaiting(chain);
        Waiting now = new Waiting(
                feeder.nodeId(), receivers.stream().map(Member::nodeId).toList());
        waiting.put(chain, now);
        now.nodes()
                .forEach(node ->
                        waitingFor.computeIfAbsent(node, id -> new TreeSet<>()).add(chain));
    }

    /** Returns what it waited for; null if it did not wait. */
    private Waiting forgetWaiting(int chain) {
        Waiting before = waiting.remove(chain);
        if (before != null) {
            before.nodes()
                    .forEach(node -> waitingFor.computeIfPresent(node, (id, chains) -> {
                        chains.remove(chain);
                        return chains.isEmpty() ? null : chains;
                    }));
        }
        return before;
    }

    /**
     * Calls the chains for which there is room, together: each of them is called once, and waits again if it has to. One that begins no
     * transfer then leaves its room to others.
     *
     * @param left ids of nodes that may have got room: a chain that waits for no one of them has got none
     */
    private void callWaitingFor(Set<String> left) {
        SortedSet<Integer> candidates = new TreeSet<>();
        left.stream()
                .filter(node -> !full.contains(node))
                .forEach(node -> candidates.addAll(waitingFor.getOrDefault(node, Collections.emptySortedSet())));
        Map<String, Integer> promised = new HashMap<>();
        List<Integer> now = new ArrayList<>();
        for (int chain : candidates) {
            Waiting one = waiting.get(chain);
            one.receivers().stream()
                    .filter(receiver -> hasRoom(promised, one.feeder()) && hasRoom(promised, receiver))
                    .findFirst()
                    .ifPresent(receiver -> {
                        promised.merge(one.feeder(), 1, Integer::sum);
                        promised.merge(receiver, 1, Integer::sum);
                        now.add(chain);
                    });
        }
        now.forEach(chain -> called.put(chain, forgetWaiting(chain)));
        now.forEach(hint::accept);
    }

    private boolean hasRoom(Map<String, Integer> promised, String nodeId) {
        return counts.getOrDefault(nodeId, 0) + promised.getOrDefault(nodeId, 0) < MOST_OF_A_NODE;
    }
}
