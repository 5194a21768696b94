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
 * The connections between nodes, as {@code rpc.Peers} promises them: what is sent to one address arrives in its order, up
 * to a point from which on everything is lost and the sender is told. A cut is silent: nothing arrives, and nobody is
 * told before a time-out.
 */
final class Network {
    private static final long CONNECT_TIMEOUT_NANOS = Timeline.millis(1_000);

    private final World world;
    private final SortedMap<String, Connection> connections = new TreeMap<>();
    private final SortedSet<String> cuts = new TreeSet<>();
    private final SortedMap<String, Long> slowNanos = new TreeMap<>();
    /** Machines that reach no other, and that hear no other, by the connections between replicas alone. */
    private final SortedSet<String> mute = new TreeSet<>();

    private final SortedSet<String> deaf = new TreeSet<>();
    /** Machines that neither reach nor hear whoever stands behind them in the line. */
    private final SortedSet<String> brokenDownward = new TreeSet<>();

    Network(World world) {
        this.world = world;
    }

    void send(NodeProcess from, String to, Message.Envelope envelope, Message message) {
        String name = pair(from.name(), to);
        Connection connection = connections.get(name);
        if (connection == null) {
            connection = new Connection(world, this, from, world.machine(to));
            connections.put(name, connection);
            connection.open();
        }
        connection.send(envelope, message);
    }

    /** Closes a connection on purpose: nobody is told, and the next message opens another beside what is still on it. */
    void disconnect(NodeProcess from, String to) {
        Connection connection = connections.remove(pair(from.name(), to));
        if (connection != null) {
            connection.close();
        }
    }

    /** Connections of the process to other addresses are left to themselves: what is on them may still arrive. */
    void retain(NodeProcess from, Set<String> addresses) {
        connections.values().removeIf(connection -> connection.isFrom(from) && !addresses.contains(connection.to()));
    }

    void forget(Connection connection) {
        connections.remove(pair(connection.from(), connection.to()), connection);
    }

    /** What a process had sent may still arrive; nobody is told of what does not. */
    void processEnds(NodeProcess process) {
        for (Connection connection : List.copyOf(connections.values())) {
            if (connection.isFrom(process)) {
                connection.close();
                forget(connection);
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

    /** The link to whoever stands behind the machine in the line carries nothing any more. */
    void breakDownward(String machine) {
        brokenDownward.add(machine);
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
        List<Connection> open = new ArrayList<>(connections.values());
        if (!open.isEmpty()) {
            reset(world.dice().pick(open));
        }
    }

    void reset(String from, String to) {
        Connection connection = connections.get(pair(from, to));
        if (connection != null) {
            reset(connection);
        }
    }

    private void reset(Connection connection) {
        world.trace().line("net", "the connection %s to %s is reset", connection.from(), connection.to());
        connection.breakNow();
    }

    /** What is on a connection, if there is one, or is sent on it meanwhile, arrives no earlier than then. */
    void holdOne(long nanos) {
        List<Connection> open = new ArrayList<>(connections.values());
        if (!open.isEmpty()) {
            hold(world.dice().pick(open), nanos);
        }
    }

    void hold(String from, String to, long nanos) {
        Connection connection = connections.get(pair(from, to));
        if (connection != null) {
            hold(connection, nanos);
        }
    }

    private void hold(Connection connection, long nanos) {
        world.trace().line("net", "what %s sends to %s takes long", connection.from(), connection.to());
        connection.hold(nanos);
    }

    long delay(String from, String to) {
        long slow = slowNanos.getOrDefault(pair(from, to), 0L);
        return world.dice().exponential(world.options().linkDelayNanos() + slow) + 1;
    }

    long connectTimeoutNanos() {
        return CONNECT_TIMEOUT_NANOS;
    }
}
