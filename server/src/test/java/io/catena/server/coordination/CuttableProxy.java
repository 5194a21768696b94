package io.catena.server.coordination;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.zookeeper.ZooDefs.OpCode;

/** A TCP proxy to ZooKeeper; after cut() it closes its connections and refuses new ones until mend(). */
public final class CuttableProxy implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final int targetPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ByteArrayOutputStream requests = new ByteArrayOutputStream();
    private volatile boolean cut;
    /** Whether ZooKeeper's answers are dropped; requests still reach ZooKeeper. */
    private volatile boolean mute;

    public CuttableProxy(int targetPort) throws IOException {
        this.targetPort = targetPort;
        start(this::accept);
    }

    public String connectString() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /**
     * What was read of the znode, and for which ZooKeeper's server was to catch up first: types of requests
     * ({@link OpCode#getData}, {@link OpCode#sync}), in their order, of a proxy that has had one connection.
     */
    List<Integer> readsAndSyncs(String path) throws IOException {
        List<Integer> types = new ArrayList<>();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(requests.toByteArray()));
        // The first request opens the session and has no type.
        in.skipNBytes(in.readInt());
        while (in.available() > 0) {
            DataInputStream request = new DataInputStream(new ByteArrayInputStream(in.readNBytes(in.readInt())));
            request.skipNBytes(Integer.BYTES);
            int type = request.readInt();
            if ((type == OpCode.getData || type == OpCode.sync) && path.equals(text(request))) {
                types.add(type);
            }
        }
        return types;
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    void cut() {
        cut = true;
        open.forEach(CuttableProxy::closeQuietly);
    }

    public void mute() {
        mute = true;
    }

    public void mend() {
        cut = false;
        mute = false;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                open.add(client);
                if (cut) {
                    closeQuietly(client);
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), targetPort);
                open.add(server);
                start(() -> copy(client, server, false));
                start(() -> copy(server, client, true));
            }
        } catch (IOException e) {
            cut();
        }
    }

    private void copy(Socket from, Socket to, boolean isAnswer) {
        byte[] buffer = new byte[8192];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!isAnswer) {
                    requests.write(buffer, 0, n);
                }
                if (!(isAnswer && mute)) {
                    out.write(buffer, 0, n);
                }
            }
        } catch (IOException e) {
            closeQuietly(from);
        } finally {
            closeQuietly(to);
        }
    }

    private static void start(Runnable action) {
        Thread thread = new Thread(action, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
