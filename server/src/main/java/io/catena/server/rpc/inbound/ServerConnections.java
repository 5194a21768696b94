package io.catena.server.rpc.inbound;

import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.Source;
import io.catena.server.rpc.inbound.services.RemoteCaller;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * All connections to the server, and which of them have a place. Most places are for any client; some are for nodes,
 * probes and operators, so that clients, however many, cannot keep a chain from recovering. A connection that finds no
 * place waits a short time until it shows what it is, and one whose caller has not said who it is waits apart from these, so
 * that such callers, however many, take nothing from those that are known.
 */
final class ServerConnections {
    private static final long DISPLACED_FOR_FEW_EVERY_MILLIS = 20;
    private static final long DISPLACED_FOR_MOST_EVERY_MILLIS = 50;

    private final RpcLimits limits;
    private final RpcCounters counters;
    private final Set<ServerConnection> all = new HashSet<>();
    private final WithoutPlace waiting;
    private final WithoutPlace unknown;
    /** How many client places each {@link Source} has. */
    private final Map<Long, Integer> ofSource = new HashMap<>();

    /** One for each kind of place: a search in vain for one kind must not delay the others. */
    private final SpareSearch spareOfClients;

    private final SpareSearch spareOfOneSource;
    private final SpareSearch spareOfReserved;

    /**
     * Two, for the same reason: a source that has most of the places must not use up the displacements of sources
     * with few.
     */
    private final Displacement forThoseWithFew;

    private final Displacement forThoseWithMost;

    private int clients;
    private int reserved;
    private boolean closing;

    ServerConnections(RpcLimits limits, RpcCounters counters) {
        this.limits = limits;
        this.counters = counters;
        this.waiting = new WithoutPlace(limits.waitingConnections());
        this.unknown = new WithoutPlace(limits.unknownConnections());
        this.spareOfClients = new SpareSearch(all, limits.spareMillis());
        this.spareOfOneSource = new SpareSearch(all, limits.spareMillis());
        this.spareOfReserved = new SpareSearch(all, limits.reservedSpareMillis());
        this.forThoseWithFew = new Displacement(all, limits.seatedMillis(), DISPLACED_FOR_FEW_EVERY_MILLIS);
        this.forThoseWithMost = new Displacement(all, limits.seatedMillis(), DISPLACED_FOR_MOST_EVERY_MILLIS);
    }

    void add(ServerConnection connection) {
        all.add(connection);
        counters.accepted.increment();
        counters.open.increment();
        if (connection.isKnown()) {
            seat(connection);
        } else {
            sit(connection, ConnectionSlot.UNKNOWN);
            unknown.surplus()
                    .ifPresent(other -> refuse(
                            other,
                            "more than " + limits.unknownConnections()
                                    + " connections have not said who they are, most of them of its machine"));
        }
    }

    /** Its caller has said who it is, and it is of this source from now on. */
    void known(ServerConnection connection, long source) {
        ConnectionSlot before = connection.connectionSlot();
        if (before == null) {
            return;
        }
        sit(connection, null);
        connection.comesFrom(source);
        if (before == ConnectionSlot.RESERVED) {
            sit(connection, before);
        } else {
            seat(connection);
        }
    }

    private void seat(ServerConnection connection) {
        if (hasPlaceFor(connection)) {
            sit(connection, ConnectionSlot.CLIENT);
        } else {
            sit(connection, ConnectionSlot.WAITING);
            waiting.surplus().ifPresent(this::refuseWithoutPlace);
        }
    }

    private void refuseWithoutPlace(ServerConnection connection) {
        refuse(
                connection,
                "all " + limits.maxConnections()
                        + " places (--max-connections) are taken, and it has not shown that it is a node's");
    }

    private void refuse(ServerConnection connection, String why) {
        counters.refused.increment();
        connection.refuse(why);
    }

    void remove(ServerConnection connection) {
        if (all.remove(connection)) {
            counters.open.decrement();
            sit(connection, null);
        }
    }

    /**
     * To be called when a call or message has come. Returns whether there is a place for the connection; if not, it
     * must be closed.
     */
    boolean admits(ServerConnection connection, Speaker speaker) {
        ConnectionSlot connectionSlot = connection.connectionSlot();
        if (speaker == Speaker.ANY) {
            return true;
        }
        if (speaker == Speaker.PRIVILEGED) {
            if (connectionSlot != ConnectionSlot.RESERVED
                    && (reserved < limits.reservedConnections() || makeReservedPlace())) {
                sit(connection, ConnectionSlot.RESERVED);
            }
            return connection.connectionSlot() != ConnectionSlot.WAITING;
        }
        if (connectionSlot != ConnectionSlot.CLIENT && (hasPlaceFor(connection) || makePlaceFor(connection))) {
            sit(connection, ConnectionSlot.CLIENT);
        }
        return connection.connectionSlot() == ConnectionSlot.CLIENT;
    }

    private boolean hasPlaceFor(ServerConnection connection) {
        return clients < limits.maxConnections() && hasLess(connection);
    }

    /** Whether its source has fewer places than one source may have. */
    private boolean hasLess(ServerConnection connection) {
        RemoteCaller caller = connection.caller();
        return !caller.principal().isKnown() && caller.address().isLoopbackAddress()
                || placesOf(connection) < Math.max(1, limits.maxConnections() * 3 / 4);
    }

    /** What is short for a connection that is refused, as a clause. */
    String shortageFor(ServerConnection connection) {
        String option = " (--max-connections " + limits.maxConnections() + ")";
        return hasLess(connection)
                ? "this node has as many connections as it may have" + option
                : connection.caller() + " has three quarters of the connections of this node, the most for one"
                        + option;
    }

    private int placesOf(ServerConnection connection) {
        return ofSource.getOrDefault(connection.source(), 0);
    }

    /**
     * Makes a client place: closes an unused connection, or else one that must make room. Returns whether one was
     * closed.
     */
    private boolean makePlaceFor(ServerConnection connection) {
        boolean less = hasLess(connection);
        Predicate<ServerConnection> itsOwn =
                other -> other.connectionSlot() == ConnectionSlot.CLIENT && other.source() == connection.source();
        return close(
                        less
                                ? spareOfClients.among(other -> other.connectionSlot() == ConnectionSlot.CLIENT)
                                : spareOfOneSource.among(itsOwn))
                || close(less ? displacedFor(connection) : forThoseWithMost.among(itsOwn));
    }

    /** A connection of a source that has most places, which may be that of the new connection. */
    private Optional<ServerConnection> displacedFor(ServerConnection newcomer) {
        int most = ofSource.values().stream().max(Comparator.naturalOrder()).orElse(0);
        Displacement displacement = placesOf(newcomer) <= most / 2 ? forThoseWithFew : forThoseWithMost;
        return displacement.among(other -> other.connectionSlot() == ConnectionSlot.CLIENT && placesOf(other) == most);
    }

    private boolean makeReservedPlace() {
        return close(spareOfReserved.among(other -> other.connectionSlot() == ConnectionSlot.RESERVED));
    }

    private boolean close(Optional<ServerConnection> spare) {
        spare.ifPresent(connection -> {
            sit(connection, null);
            connection.close();
        });
        return spare.isPresent();
    }

    private void sit(ServerConnection connection, ConnectionSlot connectionSlot) {
        leave(connection);
        if (connectionSlot == ConnectionSlot.CLIENT) {
            clients++;
            ofSource.merge(connection.source(), 1, Integer::sum);
        } else if (connectionSlot == ConnectionSlot.RESERVED) {
            reserved++;
        } else if (connectionSlot == ConnectionSlot.WAITING) {
            waiting.add(connection);
        } else if (connectionSlot == ConnectionSlot.UNKNOWN) {
            unknown.add(connection);
        }
        connection.sit(connectionSlot);
    }

    private void leave(ServerConnection connection) {
        if (connection.connectionSlot() == ConnectionSlot.CLIENT) {
            clients--;
            ofSource.computeIfPresent(connection.source(), (source, count) -> count == 1 ? null : count - 1);
        } else if (connection.connectionSlot() == ConnectionSlot.RESERVED) {
            reserved--;
        } else if (connection.connectionSlot() == ConnectionSlot.WAITING) {
            waiting.remove(connection);
        } else if (connection.connectionSlot() == ConnectionSlot.UNKNOWN) {
            unknown.remove(connection);
        }
    }

    void sweep(long nowNanos) {
        long firstWordNanos = TimeUnit.MILLISECONDS.toNanos(limits.firstWordMillis());
        waiting.those(connection -> connection.isUnused(nowNanos, firstWordNanos))
                .forEach(this::refuseWithoutPlace);
        long unknownNanos = TimeUnit.MILLISECONDS.toNanos(limits.unknownMillis());
        unknown.those(connection -> nowNanos - connection.seatedNanos() > unknownNanos)
                .forEach(connection ->
                        refuse(connection, "it has not said who it is within " + limits.unknownMillis() + " ms"));
        List.copyOf(all).forEach(connection -> connection.sweep(nowNanos));
    }

    /** From now on new connections and new calls are refused. */
    void stop() {
        closing = true;
    }

    boolean closing() {
        return closing;
    }

    boolean quiet() {
        return all.stream().allMatch(ServerConnection::quiet);
    }

    void closeAll() {
        List.copyOf(all).forEach(ServerConnection::close);
    }
}
