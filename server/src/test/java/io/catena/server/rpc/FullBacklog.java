package io.catena.server.rpc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port on which connection attempts get no answer: they are neither accepted nor refused. */
final class FullBacklog implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> filling = new ArrayList<>();

    FullBacklog() throws IOException {
        while (true) {
            Socket socket = new Socket();
            filling.add(socket);
            try {
                socket.connect(new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort()), 100);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : filling) {
            socket.close();
        }
        listening.close();
    }
}
