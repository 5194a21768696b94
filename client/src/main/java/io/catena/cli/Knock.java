package io.catena.cli;

import io.catena.client.ServerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tries whether servers take connections, and asks them nothing. */
final class Knock {
    private static final int CONNECT_MILLIS = 500;

    private Knock() {}

    /** @throws IOException if it takes none */
    static void on(ServerAddress server) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MILLIS);
        }
    }

    /** Each of the servers and why it takes no connection; empty if one of them takes one. */
    static Optional<String> inVain(List<ServerAddress> servers) {
        List<String> refusals = new ArrayList<>();
        for (ServerAddress server : servers) {
            try {
                on(server);
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
