package io.catena.server.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link TestChain} whose {@link TestController} looks five times a second. A node that was removed begins a new life
 * two seconds later, or when the test says.
 */
final class WatchedChain {
    private static final int TICKS_OF_A_LOOK = 10;
    private static final int TICKS_OF_A_SECOND = 50;

    final TestChain chain;
    /** Ids of the nodes removed, in the order of their removal. */
    final List<String> removed = new ArrayList<>();

    private final TestController controller;
    private final Map<String, Integer> backAtTick = new HashMap<>();
    private int ticks;
    private int ticksUntilBack = 2 * TICKS_OF_A_SECOND;

    WatchedChain(int members) {
        chain = TestChain.of("abcdef".substring(0, members).split(""));
        chain.activated = chain.configuration;
        controller = new TestController(chain);
    }

    /** For this time a removed node is away. */
    void comesBackAfterSeconds(int number) {
        ticksUntilBack = number * TICKS_OF_A_SECOND;
    }

    void seconds(int number) {
        for (int tick = 0; tick < number * TICKS_OF_A_SECOND; tick++) {
            ticks++;
            chain.drain();
            chain.tick();
            comeBack();
            if (ticks % TICKS_OF_A_LOOK == 0) {
                look();
            }
        }
    }

    private void comeBack() {
        chain.nodes.values().stream()
                .filter(node -> node.removed)
                .forEach(node -> backAtTick.putIfAbsent(node.name, ticks + ticksUntilBack));
        for (String name : List.copyOf(backAtTick.keySet())) {
            if (backAtTick.get(name) <= ticks) {
                backAtTick.remove(name);
                chain.restart(name);
            }
        }
    }

    private void look() {
        Configuration before = chain.configuration;
        controller
                .look()
                .ifPresent(next -> before.line().stream()
                        .filter(next::hasRemoved)
                        .forEach(member -> removed.add((before.positionOf(member) < 0 ? "+" : "") + member.nodeId())));
    }

    /** The member at this place; an empty string if there is none. */
    String memberAt(int position) {
        List<Member> members = chain.configuration.members();
        return position >= 0 && position < members.size()
                ? members.get(position).nodeId()
                : "";
    }

    /** The place of a node in the line, the joining replica's included; -1 if it has none. */
    int placeOf(String name) {
        return chain.configuration.line().stream().map(Member::nodeId).toList().indexOf(name);
    }

    /** Members in the order of their names. */
    String members() {
        String[] names = chain.memberNames();
        Arrays.sort(names);
        return String.join("", names);
    }

    /** Whether a write is answered within a second. */
    boolean serves() {
        long ticket = chain.put(chain.configuration.head().nodeId(), "k", "v" + ticks);
        seconds(1);
        return chain.answers.get(ticket) instanceof List;
    }
}
