package io.catena.client;

import io.catena.client.UnavailableException.Reason;
import io.catena.thrift.catenaConstants;
import java.util.List;
import org.apache.thrift.TException;

/** Asks one known server after the other for the layout, each on a connection of its own. */
final class LayoutQuery {
    private final Topology topology;

    LayoutQuery(Topology topology) {
        this.topology = topology;
    }

    /** @throws UnavailableException if none answers in time */
    Layout ask(Deadline deadline) {
        List<ServerAddress> servers = topology.servers();
        Problem last = null;
        for (int i = 0; i < servers.size() && !deadline.hasPassed(); i++) {
            long share = Math.max(1, deadline.remainingMillis() / (servers.size() - i));
            try {
                return ask(servers.get(i), Deadline.afterMillis(share));
            } catch (TException e) {
                last = Problem.cannotConnect(servers.get(i), e);
            }
        }
        throw new UnavailableException(
                Reason.DEADLINE,
                "no server told the layout: " + (last == null ? "the deadline had passed" : last.message())
                        + "; check the addresses and that a server runs there",
                last == null ? null : last.cause());
    }

    private static Layout ask(ServerAddress server, Deadline limit) throws TException {
        try (Connection connection = new Connection(server)) {
            connection.connect(limit);
            return Layout.of(connection.catena(limit).layout(catenaConstants.DEFAULT_CHAIN));
        }
    }
}
