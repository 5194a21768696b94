package io.catena.cli;

import io.catena.client.ServerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Tries whether servers take connections, and asks them nothing. */
final class Knock {
    /** For all of them together. */
    private static final int CONNECT_MILLIS = 500;

    private Knock() {}

    /** @throws IOException if it takes none */
    static void on(ServerAddress server) throws IOException {
        on(server, CONNECT_MILLIS);
    }

    private static void on(ServerAddress server, int millis) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()), millis);
        }
    }

    /** Each of the servers and why it takes no connection; empty if one of them takes one. */
    static Optional<String> inVain(List<ServerAddress> servers) {
        List<String> refusals = new ArrayList<>();
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECT_MILLIS);
        for (ServerAddress server : servers) {
            try {
                long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
                on(server, (int) Math.max(1, leftMillis));
                return Optional.empty();
            } catch (UnknownHostException e) {
                refusals.add(server + " (unknown host)");
            } catch (IOException e) {
                refusals.add(server + " (" + e.getMessage() + ")");
            }
        }
        return Optional.of(String.join(" or ", refusals));
    }
}
