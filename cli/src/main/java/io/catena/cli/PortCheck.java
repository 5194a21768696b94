package io.catena.cli;

import io.catena.client.NodeAdmin;
import io.catena.client.ServerAddress;
import io.catena.client.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Checks whether servers accept connections; sends them nothing. */
final class PortCheck {
    /** For all servers together. */
    private static final int CONNECT_MILLIS = 500;

    private PortCheck() {}

    /** Each server and why it accepts no connection; empty if one of them accepts one. */
    static Optional<String> inVain(List<ServerAddress> servers) {
        List<String> refusals = new ArrayList<>();
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECT_MILLIS);
        for (ServerAddress server : servers) {
            // An equal share for each, so that a slow look-up of a name leaves time for the other servers.
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
            long shareMillis = Math.max(1, leftMillis / (servers.size() - refusals.size()));
            try {
                new NodeAdmin(server, shareMillis).tryConnect();
                return Optional.empty();
            } catch (UnavailableException e) {
                refusals.add(server + " (" + e.getCause().getMessage() + ")");
            }
        }
        return Optional.of(String.join(" or ", refusals));
    }
}
