package io.catena.simulation.network;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.simulation.planted.FaultPlanter;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The connections between nodes, as {@code rpc.Peers} promises them: messages to one address arrive in their order,
 * up to a point from which on all are lost and the sender is told. A cut is silent: nothing arrives, and the sender
 * is told only after a time-out.
 */
public final class Network {
    private static final long CONNECT_TIMEOUT_NANOS = Timeline.millis(1_000);

    private final SimulatedRun run;
    private final FaultPlanter faultPlanter;
    private final Function<String, Endpoint> processes;
    private final Supplier<Configuration> newest;
    private final SortedMap<String, SimulatedConnection> connections = new TreeMap<>();
    private final SortedSet<String> cuts = new TreeSet<>();
    private final SortedMap<String, Long> slowNanos = new TreeMap<>();
    /** Machines whose replicas reach no other, and machines whose replicas hear no other. Probes still pass. */
    private final SortedSet<String> mute = new TreeSet<>();

    private final SortedSet<String> deaf = new TreeSet<>();
    /** Machines that neither reach nor hear the next node in the line of the first chain. */
    private final SortedSet<String> brokenDownward = new TreeSet<>();

    /**
     * @param processes the process that runs at an address; null if none does
     * @param newest the newest configuration of the first chain, whether the nodes know of it or not
     */
    public Network(
            SimulatedRun run,
            FaultPlanter faultPlanter,
            Function<String, Endpoint> processes,
            Supplier<Configuration> newest) {
        this.run = run;
        this.faultPlanter = faultPlanter;
        this.processes = processes;
        this.newest = newest;
    }

    Endpoint processAt(String address) {
        return processes.apply(address);
    }

    void send(Endpoint from, String to, Message.Envelope envelope, Message message) {
        String name = pair(from.name(), to);
        SimulatedConnection simulatedConnection = connections.get(name);
        if (simulatedConnection == null) {
            simulatedConnection = new SimulatedConnection(run, faultPlanter, this, from, to);
            connections.put(name, simulatedConnection);
            simulatedConnection.open();
        }
        simulatedConnection.send(envelope, message);
    }

    /**
     * Closes a connection on purpose: no node is told, and the next message opens a new one beside what is still
     * under way.
     */
    void disconnect(Endpoint from, String to) {
        SimulatedConnection simulatedConnection = connections.remove(pair(from.name(), to));
        if (simulatedConnection != null) {
            simulatedConnection.close();
        }
    }

    /** Forgets the process's connections to all other addresses; what is under way on them may still arrive. */
    void retain(Endpoint from, Set<String> addresses) {
        connections
                .values()
                .removeIf(simulatedConnection ->
                        simulatedConnection.isFrom(from) && !addresses.contains(simulatedConnection.to()));
    }

    void forget(SimulatedConnection simulatedConnection) {
        connections.remove(pair(simulatedConnection.from(), simulatedConnection.to()), simulatedConnection);
    }

    /** The process has ended. What it had sent may still arrive; no node is told of what does not. */
    public void processEnds(Endpoint process) {
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

    public boolean isCut(String from, String to) {
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
        List<String> line = newest.get().line().stream().map(Member::nodeId).toList();
        int place = line.indexOf(upper);
        return place >= 0 && line.indexOf(lower) == place + 1;
    }

    /** The links of the machine carry nothing any more that it sends, or that is sent to it; probes still pass. */
    public void breakLinks(String machine, boolean outward, boolean inward) {
        if (outward) {
            mute.add(machine);
        }
        if (inward) {
            deaf.add(machine);
        }
    }

    /** The link to the next node in the line carries nothing any more. */
    public void breakDownward(String machine) {
        brokenDownward.add(machine);
    }

    public boolean isConnected(String from, String to) {
        return connections.containsKey(pair(from, to));
    }

    public void cut(String from, String to) {
        cuts.add(pair(from, to));
    }

    public void mend(String from, String to) {
        cuts.remove(pair(from, to));
    }

    public void mendAll() {
        cuts.clear();
        slowNanos.clear();
    }

    public void slowDown(String from, String to, long nanos) {
        slowNanos.put(pair(from, to), nanos);
    }

    /** Breaks a connection, if there is one. */
    public void resetOne() {
        List<SimulatedConnection> open = new ArrayList<>(connections.values());
        if (!open.isEmpty()) {
            reset(run.seededRandom().pick(open));
        }
    }

    public void reset(String from, String to) {
        SimulatedConnection simulatedConnection = connections.get(pair(from, to));
        if (simulatedConnection != null) {
            reset(simulatedConnection);
        }
    }

    private void reset(SimulatedConnection simulatedConnection) {
        run.trace()
                .line("net", "the connection %s to %s is reset", simulatedConnection.from(), simulatedConnection.to());
        simulatedConnection.breakNow();
    }

    /** Delays what is under way on a connection, if there is one, and what is sent on it meanwhile. */
    public void holdOne(long nanos) {
        List<SimulatedConnection> open = new ArrayList<>(connections.values());
        if (!open.isEmpty()) {
            hold(run.seededRandom().pick(open), nanos);
        }
    }

    public void hold(String from, String to, long nanos) {
        SimulatedConnection simulatedConnection = connections.get(pair(from, to));
        if (simulatedConnection != null) {
            hold(simulatedConnection, nanos);
        }
    }

    private void hold(SimulatedConnection simulatedConnection, long nanos) {
        run.trace().line("net", "what %s sends to %s takes long", simulatedConnection.from(), simulatedConnection.to());
        simulatedConnection.hold(nanos);
    }

    public long delay(String from, String to) {
        long slow = slowNanos.getOrDefault(pair(from, to), 0L);
        return run.seededRandom().exponential(run.options().linkDelayNanos() + slow) + 1;
    }

    long connectTimeoutNanos() {
        return CONNECT_TIMEOUT_NANOS;
    }
}
