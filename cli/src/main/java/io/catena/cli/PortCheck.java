package io.catena.cli;

import io.catena.client.NodeAdmin;
import io.catena.client.ServerAddress;
import io.catena.client.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Tries whether servers take connections, and asks them nothing. */
final class PortCheck {
    /** For all of them together. */
    private static final int CONNECT_MILLIS = 500;

    private PortCheck() {}

    /** Each of the servers and why it takes no connection; empty if one of them takes one. */
    static Optional<String> inVain(List<ServerAddress> servers) {
        List<String> refusals = new ArrayList<>();
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECT_MILLIS);
        for (ServerAddress server : servers) {
            // A fair share, so that one whose name is looked up in vain leaves time for the others.
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
            long shareMillis = Math.max(1, leftMillis / (servers.size() - refusals.size()));
            try {
                new NodeAdmin(server, shareMillis).knock();
                return Optional.empty();
            } catch (UnavailableException e) {
                refusals.add(server + " (" + e.getCause().getMessage() + ")");
            }
        }
        return Optional.of(String.join(" or ", refusals));
    }
}
