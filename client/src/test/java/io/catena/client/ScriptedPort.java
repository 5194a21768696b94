package io.catena.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A port of the loopback at which the test does with each connection what it likes, on a thread of its own. */
final class ScriptedPort implements AutoCloseable {
    /** What becomes of a connection; it is closed afterwards. */
    interface Script {
        void play(Socket socket) throws IOException;
    }

    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket listening;
    private final Script script;

    ScriptedPort(Script script) throws IOException {
        this.script = script;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** Answers the first byte with this text. */
    static ScriptedPort answering(String text) throws IOException {
        return new ScriptedPort(socket -> {
            socket.getInputStream().read();
            socket.getOutputStream().write(text.getBytes());
            socket.getInputStream().readAllBytes();
        });
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                connections.incrementAndGet();
                daemon(() -> play(socket));
            }
        } catch (IOException e) {
            return;
        }
    }

    private void play(Socket socket) {
        try (socket) {
            script.play(socket);
        } catch (IOException e) {
            return;
        }
    }

    private static void daemon(Runnable body) {
        Thread thread = new Thread(body);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
