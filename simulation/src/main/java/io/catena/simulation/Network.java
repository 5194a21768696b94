package io.catena.simulation;

import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The connections between nodes, as {@code rpc.Peers} promises them: messages to one address arrive in their order,
 * up to a point from which on all are lost and the sender is told. A cut is silent: nothing arrives, and the sender
 * is told only after a time-out.
 */
final class Network {
    private static final long CONNECT_TIMEOUT_NANOS = Timeline.millis(1_000);

    private final World world;
    private final SortedMap<String, SimulatedConnection> connections = new TreeMap<>();
    private final SortedSet<String> cuts = new TreeSet<>();
    private final SortedMap<String, Long> slowNanos = new TreeMap<>();
    /** Machines whose replicas reach no other, and machines whose replicas hear no other. Probes still pass. */
    private final SortedSet<String> mute = new TreeSet<>();

    private final SortedSet<String> deaf = new TreeSet<>();
    /** Machines that neither reach nor hear the next node in the line. */
    private final SortedSet<String> brokenDownward = new TreeSet<>();

    Network(World world) {
        this.world = world;
    }

    void send(SimulatedProcess from, String to, Message.Envelope envelope, Message message) {
        String name = pair(from.name(), to);
        SimulatedConnection simulatedConnection = connections.get(name);
        if (simulatedConnection == null) {
            simulatedConnection = new SimulatedConnection(world, this, from, world.machine(to));
            connections.put(name, simulatedConnection);
            simulatedConnection.open();
        }
        simulatedConnection.send(envelope, message);
    }

    /**
     * Closes a connection on purpose: no node is told, and the next message opens a new one beside what is still
     * under way.
     */
    void disconnect(SimulatedProcess from, String to) {
        SimulatedConnection simulatedConnection = connections.remove(pair(from.name(), to));
        if (simulatedConnection != null) {
            simulatedConnection.close();
        }
    }

    /** Forgets the process's connections to all other addresses; what is under way on them may still arrive. */
    void retain(SimulatedProcess from, Set<String> addresses) {
        connections
                .values()
                .removeIf(simulatedConnection ->
                        simulatedConnection.isFrom(from) && !addresses.contains(simulatedConnection.to()));
    }

    void forget(SimulatedConnection simulatedConnection) {
        connections.remove(pair(simulatedConnection.from(), simulatedConnection.to()), simulatedConnection);
    }

    /** The process has ended. What it had sent may still arrive; no node is told of what does not. */
    void processEnds(SimulatedProcess process) {
        for (SimulatedConnection simulatedConnection : List.copyOf(connections.values())) {
            if (simulatedConnection.isFrom(process)) {
                simulatedConnection.close();
                forget(simulatedConnection);
            }
        }
    }

    // ------------------------------------------------------------------------------------------- faults

    static String pair(String from, String to) {
        return from + ">" + to;
    }

    boolean isCut(String from, String to) {
        return cuts.contains(pair(from, to));
    }

    /** Whether nothing of what replicas send arrives. */
    boolean isBlocked(String from, String to) {
        return isCut(from, to)
                || mute.contains(from)
                || deaf.contains(to)
                || isBrokenDownward(from, to)
                || isBrokenDownward(to, from);
    }

    private boolean isBrokenDownward(String upper, String lower) {
        if (!brokenDownward.contains(upper)) {
            return false;
        }
        List<String> line = world.zooKeeper().newest().configuration().line().stream()
                .map(Member::nodeId)
                .toList();
        int place = line.indexOf(upper);
        return place >= 0 && line.indexOf(lower) == place + 1;
    }

    /** The links of the machine carry nothing any more that it sends, or that is sent to it; probes still pass. */
    void breakLinks(String machine, boolean outward, boolean inward) {
        if (outward) {
            mute.add(machine);
        }
        if (inward) {
            deaf.add(machine);
        }
    }

    /** The link to the next node in the line carries nothing any more. */
    void breakDownward(String machine) {
        brokenDownward.add(machine);
    }

    boolean isConnected(String from, String to) {
        return connections.containsKey(pair(from, to));
    }

    void cut(String from, String to) {
        cuts.add(pair(from, to));
    }

    void mend(String from, String to) {
        cuts.remove(pair(from, to));
    }

    void mendAll() {
        cuts.clear();
        slowNanos.clear();
    }

    void slowDown(String from, String to, long nanos) {
        slowNanos.put(pair(from, to), nanos);
    }

    /** Breaks a connection, if there is one. */
    void resetOne() {
        List<SimulatedConnection> open = new ArrayList<>(connections.values());
        if (!open.isEmpty()) {
            reset(world.seededRandom().pick(open));
        }
    }

    void reset(String from, String to) {
        SimulatedConnection simulatedConnection = connections.get(pair(from, to));
        if (simulatedConnection != null) {
            reset(simulatedConnection);
        }
    }

    private void reset(SimulatedConnection simulatedConnection) {
        world.trace()
                .line("net", "the connection %s to %s is reset", simulatedConnection.from(), simulatedConnection.to());
        simulatedConnection.breakNow();
    }

    /** Delays what is under way on a connection, if there is one, and what is sent on it meanwhile. */
    void holdOne(long nanos) {
        List<SimulatedConnection> open = new ArrayList<>(connections.values());
        if (!open.isEmpty()) {
            hold(world.seededRandom().pick(open), nanos);
        }
    }

    void hold(String from, String to, long nanos) {
        SimulatedConnection simulatedConnection = connections.get(pair(from, to));
        if (simulatedConnection != null) {
            hold(simulatedConnection, nanos);
        }
    }

    private void hold(SimulatedConnection simulatedConnection, long nanos) {
        world.trace()
                .line("net", "what %s sends to %s takes long", simulatedConnection.from(), simulatedConnection.to());
        simulatedConnection.hold(nanos);
    }

    long delay(String from, String to) {
        long slow = slowNanos.getOrDefault(pair(from, to), 0L);
        return world.seededRandom().exponential(world.options().linkDelayNanos() + slow) + 1;
    }

    long connectTimeoutNanos() {
        return CONNECT_TIMEOUT_NANOS;
    }
}
