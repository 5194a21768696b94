package io.catena.server.chain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** The connections between the nodes of a {@link TestChain}, one for each direction: messages wait until they are delivered. */
final class TestWires {
    /** Messages under way, by sender and receiver: what is to happen when each arrives. */
    private final Map<String, Deque<Runnable>> wires = new TreeMap<>();

    private final Set<String> held = new HashSet<>();
    /** Wires whose connection loses all messages without an error. */
    private final Set<String> dead = new HashSet<>();
    /** Which sender's messages to which receiver are lost, whatever connection they go by. */
    BiPredicate<String, String> lost = (from, to) -> false;

    /** What becomes of a message on the wire. */
    Function<Effect.Send, List<Effect.Send>> onWire = List::of;

    private static String name(String from, String to) {
        return from + ">" + to;
    }

    private Deque<Runnable> wire(String from, String to) {
        return wires.getOrDefault(name(from, to), new ArrayDeque<>());
    }

    /** Puts a message on a wire. */
    void carry(String from, String to, Runnable arrival) {
        if (!dead.contains(name(from, to)) && !lost.test(from, to)) {
            wires.computeIfAbsent(name(from, to), w -> new ArrayDeque<>()).addLast(arrival);
        }
    }

    /** A new connection, on which nothing is under way. */
    void connectAnew(String from, String to) {
        dead.remove(name(from, to));
        clear(from, to);
    }

    /** What is under way is lost. */
    void clear(String from, String to) {
        wire(from, to).clear();
    }

    /** Messages on this wire stay where they are until {@link #mend}. */
    void hold(String from, String to) {
        held.add(name(from, to));
    }

    void mend(String from, String to) {
        held.remove(name(from, to));
    }

    /** The connection loses all messages on it and all later ones, without an error, until the sender makes another. */
    void killSilently(String from, String to) {
        clear(from, to);
        dead.add(name(from, to));
    }

    /** Delivers the oldest message on a wire, be it held or not. Returns whether there was one. */
    boolean deliver(String from, String to) {
        Deque<Runnable> wire = wire(from, to);
        if (wire.isEmpty()) {
            return false;
        }
        wire.removeFirst().run();
        return true;
    }

    /** Delivers the oldest message on the first wire that has one and is not held. Returns whether there was one. */
    boolean deliverOne() {
        for (String wire : List.copyOf(wires.keySet())) {
            if (deliverUnlessHeld(wire)) {
                return true;
            }
        }
        return false;
    }

    /** Delivers the oldest message on each wire that is not held. Returns whether there was one. */
    boolean deliverOneOfEach() {
        boolean moved = false;
        for (String wire : List.copyOf(wires.keySet())) {
            moved |= deliverUnlessHeld(wire);
        }
        return moved;
    }

    private boolean deliverUnlessHeld(String wire) {
        if (held.contains(wire) || wires.get(wire).isEmpty()) {
            return false;
        }
        wires.get(wire).removeFirst().run();
        return true;
    }

    /** How many messages wait on a wire. */
    int waiting(String from, String to) {
        return wire(from, to).size();
    }
}
