package io.catena.systemtest;

import io.catena.client.CatenaClient;
import io.catena.client.CatenaClientBuilder;
import io.catena.client.ServerAccess;
import io.catena.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How the nodes of a test's cluster are protected, and how its clients reach them all the same. Thread-safe. */
public interface ClusterSecurity {
    /** Not at all. */
    ClusterSecurity NONE = new ClusterSecurity() {
        private final ServerAccess plain = ServerAccess.plainText();

        @Override
        public List<String> nodeOptions(String nodeId, Place place, Path folder) {
            return place.isHere() ? List.of() : List.of("--insecure-network");
        }

        @Override
        public ServerAccess operator() {
            return plain;
        }

        @Override
        public CatenaClientBuilder client() {
            return CatenaClient.builder();
        }

        @Override
        public Socket connect(String host, int port, int timeoutMillis) throws IOException {
            return plain(host, port, timeoutMillis);
        }

        @Override
        public Optional<TlsMaterial> greedy() {
            return Optional.empty();
        }
    };

    /**
     * What a node is started with.
     *
     * @param folder of the node
     */
    List<String> nodeOptions(String nodeId, Place place, Path folder);

    /** How operators reach a node. */
    ServerAccess operator();

    /** A client that may read and write everything. */
    CatenaClientBuilder client();

    /** A connection of such a client. */
    Socket connect(String host, int port, int timeoutMillis) throws IOException;

    /** With what clients connect that ask for more than their share; empty for plain text. */
    Optional<TlsMaterial> greedy();

    /** What such a client uses for its calls, on a connection on which nothing was said. */
    default Socket asGreedy(Socket open, String host, int port) throws IOException {
        return greedy().isPresent() ? ClusterTls.secured(open, greedy().get(), host, port) : open;
    }

    /** A connection on which nothing was said. */
    static Socket plain(String host, int port, int timeoutMillis) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(timeoutMillis);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port), timeoutMillis);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
