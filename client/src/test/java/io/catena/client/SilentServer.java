package io.catena.client;

import io.catena.thrift.LayoutMember;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port at which connections are made and nothing is answered, or not even that. */
final class SilentServer implements AutoCloseable {
    private final ServerSocket listening;
    private final List<Socket> filling = new ArrayList<>();

    private SilentServer(int backlog) throws IOException {
        listening = new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
    }

    /** Like a frozen process: it takes connections and never sends anything. */
    static SilentServer takesConnections() throws IOException {
        return new SilentServer(200);
    }

    /** Like a machine without power: an attempt to connect is neither accepted nor refused. */
    static SilentServer swallowsPackets() throws IOException {
        SilentServer server = new SilentServer(1);
        while (true) {
            Socket socket = new Socket();
            server.filling.add(socket);
            try {
                socket.connect(new InetSocketAddress(server.listening.getInetAddress(), server.port()), 100);
            } catch (SocketTimeoutException full) {
                return server;
            }
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    LayoutMember member() {
        return new LayoutMember("silent-" + port(), 1, "127.0.0.1", port());
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : filling) {
            socket.close();
        }
        listening.close();
    }
}
