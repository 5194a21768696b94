package io.catena.server.controller.loop;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * The handovers that are under way (M19), as the loops of one controller have last seen or published. A node takes part in one at a
 * time, and in one that begins in {@link #PACE_MILLIS}; in none while it was unfit, or fell out again, a short time ago. Chains that wait are told when
 * their turn has come, the lowest number first. What a change costs grows with the nodes of a chain, and not with the number of chains.
 * Shared by the loops of one controller, and belongs to the tasks of their scheduler.
 */
public final class Handovers {
    /** In this time not more than one of the chains of a node takes no writes for the sake of a handover. */
    static final long PACE_MILLIS = 1_000;

    /** For a handover that lasts longer no other chain waits: what holds it up may last for ever. */
    static final long PATIENCE_MILLIS = 10_000;

    /** For so long a node that was unfit to be a member, or fell out of a chain twice in so long, is given no other role. */
    static final long RECOVERY_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final IntConsumer hint;
    private final long recoveryNanos;
    private final Map<Integer, Turn> turns = new HashMap<>();
    /** In how many of them a node takes part, by its id. */
    private final Map<String, Integer> taken = new HashMap<>();
    /** Up to when nodes take part in none, by their ids. */
    private final Map<String, Long> unfitUntilNanos = new HashMap<>();
    /** The lives that last fell out of a chain; none of which that is longer ago than the time of recovery. */
    private final Map<Place, LostLife> fellOut = new HashMap<>();
    /** The nodes of the chains that wait. */
    private final SortedMap<Integer, Set<String>> waiting = new TreeMap<>();
    /** The chains that wait, by the id of each of their nodes, the lowest first. */
    private final Map<String, SortedSet<Integer>> waitingFor = new HashMap<>();
    /** The nodes of those chains that were called and have not been decided on since. */
    private final Map<Integer, Set<String>> called = new HashMap<>();

    /** A node's place in a chain. */
    private record Place(int chain, String nodeId) {}

    private record LostLife(long life, long sinceNanos) {}

    /** @param nodes that take part in no other one meanwhile */
    private record Turn(Set<String> nodes, long sinceNanos) {
        boolean isPast(long nowNanos, long millis) {
            return leftNanos(nowNanos, millis) <= 0;
        }

        long leftNanos(long nowNanos, long millis) {
            return sinceNanos + TimeUnit.MILLISECONDS.toNanos(millis) - nowNanos;
        }

        Turn withoutNodes() {
            return new Turn(Set.of(), sinceNanos);
        }
    }

    /** @param hint makes the controller look at a chain again; returns at once */
    public Handovers(IntConsumer hint) {
        this(hint, RECOVERY_MILLIS);
    }

    /** @param recoveryMillis in place of {@link #RECOVERY_MILLIS} */
    public Handovers(IntConsumer hint, long recoveryMillis) {
        this.hint = hint;
        this.recoveryNanos = TimeUnit.MILLISECONDS.toNanos(recoveryMillis);
    }

    /** Ids of those of these members whose nodes are to take part in no other handover now. */
    Set<String> still(long nowNanos, List<Member> members) {
        Set<String> still = nodesOf(members);
        still.removeIf(node -> !isStill(nowNanos, node));
        return still;
    }

    private boolean isStill(long nowNanos, String node) {
        return taken.containsKey(node) || unfitForNanos(nowNanos, node) > 0;
    }

    private long unfitForNanos(long nowNanos, String node) {
        return unfitUntilNanos.getOrDefault(node, nowNanos) - nowNanos;
    }

    /** A member of this node lives, and loses its place because it is unfit. */
    void wasUnfit(long nowNanos, String nodeId) {
        unfitUntilNanos.put(nodeId, nowNanos + recoveryNanos);
    }

    /**
     * A member of this node loses its place, neither because it is unfit nor because it has asked to leave. When it happens once, it
     * may have been anything; a node that falls out whenever it leads the chain would do so for ever. The same life falls out once, however
     * often that is decided: what was decided may not have been published.
     */
    void fellOut(long nowNanos, int chain, Member member) {
        fellOut.values().removeIf(lost -> nowNanos - lost.sinceNanos() >= recoveryNanos);
        LostLife before = fellOut.put(new Place(chain, member.nodeId()), new LostLife(member.life(), nowNanos));
        if (before != null && before.life() != member.life()) {
            wasUnfit(nowNanos, member.nodeId());
        }
    }

    /**
     * The chain's newest configuration, or the one that is about to be published; null if it has none, or none that can be read.
     *
     * @param activated whether it is in full effect
     */
    void see(long nowNanos, int chain, Configuration newest, boolean activated) {
        Turn turn = turns.get(chain);
        if (newest != null && newest.handover()) {
            if (turn == null) {
                begin(chain, new Turn(nodesOf(newest.members()), nowNanos));
            } else if (turn.isPast(nowNanos, PATIENCE_MILLIS)) {
                end(nowNanos, chain, turn);
                turns.put(chain, turn.withoutNodes());
            }
        } else if (turn != null && isOver(nowNanos, turn, newest, activated)) {
            end(nowNanos, chain, turn);
        }
    }

    private static boolean isOver(long nowNanos, Turn turn, Configuration newest, boolean activated) {
        return newest == null || turn.isPast(nowNanos, activated ? PACE_MILLIS : PATIENCE_MILLIS);
    }

    private void begin(int chain, Turn turn) {
        forgetWaiting(chain);
        turns.put(chain, turn);
        turn.nodes().forEach(node -> taken.merge(node, 1, Integer::sum));
    }

    private void end(long nowNanos, int chain, Turn turn) {
        turns.remove(chain);
        turn.nodes().forEach(node -> taken.computeIfPresent(node, (id, count) -> count == 1 ? null : count - 1));
        callWaitingFor(nowNanos, turn.nodes());
    }

    /** The chain has to wait until its nodes have room for its handover. */
    void await(int chain, List<Member> members) {
        forgetWaiting(chain);
        Set<String> nodes = nodesOf(members);
        waiting.put(chain, nodes);
        nodes.forEach(
                node -> waitingFor.computeIfAbsent(node, id -> new TreeSet<>()).add(chain));
    }

    private void forgetWaiting(int chain) {
        Set<String> before = waiting.remove(chain);
        if (before != null) {
            before.forEach(node -> waitingFor.computeIfPresent(node, (id, chains) -> {
                chains.remove(chain);
                return chains.isEmpty() ? null : chains;
            }));
        }
    }

    /** It is decided what is to be done about the chain. If it was called and has not begun, it leaves its room to others. */
    void decided(long nowNanos, int chain) {
        Set<String> left = called.remove(chain);
        if (left != null && !turns.containsKey(chain)) {
            callWaitingFor(nowNanos, left);
        }
    }

    /** After how long the chain is to be looked at again if there is no hint before: only the time has to pass then. */
    long againMillis(long nowNanos, int chain) {
        long nanos = Long.MAX_VALUE;
        Turn turn = turns.get(chain);
        if (turn != null && !turn.nodes().isEmpty()) {
            nanos = turn.isPast(nowNanos, PACE_MILLIS)
                    ? turn.leftNanos(nowNanos, PATIENCE_MILLIS)
                    : turn.leftNanos(nowNanos, PACE_MILLIS);
        }
        for (String node : waiting.getOrDefault(chain, Set.of())) {
            long unfitForNanos = unfitForNanos(nowNanos, node);
            nanos = unfitForNanos > 0 ? Math.min(nanos, unfitForNanos) : nanos;
        }
        return nanos == Long.MAX_VALUE ? Controller.UNTIL_HINTED : TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
    }

    /** Calls the chains for which there is room, together: each of them is called once, and waits again if it has to. */
    private void callWaitingFor(long nowNanos, Set<String> left) {
        SortedSet<Integer> candidates = new TreeSet<>();
        left.forEach(node -> candidates.addAll(waitingFor.getOrDefault(node, Collections.emptySortedSet())));
        Set<String> promised = new HashSet<>();
        for (int chain : candidates) {
            Set<String> nodes = waiting.get(chain);
            if (nodes.stream().noneMatch(node -> promised.contains(node) || isStill(nowNanos, node))) {
                promised.addAll(nodes);
                forgetWaiting(chain);
                called.put(chain, nodes);
                hint.accept(chain);
            }
        }
    }

    private static Set<String> nodesOf(List<Member> members) {
        Set<String> nodes = new TreeSet<>();
        members.forEach(member -> nodes.add(member.nodeId()));
        return nodes;
    }
}
