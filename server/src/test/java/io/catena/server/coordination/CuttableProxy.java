package io.catena.server.coordination;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.zookeeper.ZooDefs.OpCode;

/**
 * A TCP proxy to ZooKeeper; after cut() it closes its connections and refuses new ones until mend(). Requests and answers are passed on
 * one by one.
 */
public final class CuttableProxy implements AutoCloseable {
    private static final int NONE = -2;
    private static final int MOST_BYTES = 1 << 22;

    private final ServerSocket listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final int targetPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ByteArrayOutputStream requests = new ByteArrayOutputStream();
    private volatile boolean cut;
    /** Whether ZooKeeper's answers are dropped; requests still reach ZooKeeper. */
    private volatile boolean mute;
    /** The type of a request whose answer is to be lost; {@link #NONE} if there is no such request. */
    private volatile int unanswered = NONE;
    /** Is called when that request has been carried out. */
    private volatile Runnable meanwhile = () -> {};

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
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(recorded()));
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

    private synchronized byte[] recorded() {
        return requests.toByteArray();
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    public void cut() {
        cut = true;
        open.forEach(CuttableProxy::closeQuietly);
    }

    public void mute() {
        mute = true;
    }

    /**
     * The next request of this type reaches ZooKeeper, and instead of its answer the connection is closed.
     *
     * @param then is called before that
     */
    public void losesAnswerTo(int type, Runnable then) {
        meanwhile = then;
        unanswered = type;
    }

    public void losesAnswerTo(int type) {
        losesAnswerTo(type, () -> {});
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
                start(() -> new Connection(client, server).run());
            }
        } catch (IOException e) {
            cut();
        }
    }

    /** One connection of a client. */
    private final class Connection {
        private final Socket client;
        private final Socket server;
        /** The number of the request whose answer is to be lost. */
        private volatile int lost = NONE;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void run() {
            start(() -> copy(server, client, this::passesOn));
            copy(client, server, this::isAsked);
        }

        /** The request that opens the session has neither number nor type. */
        private boolean isAsked(boolean isFirst, byte[] request) {
            record(request);
            ByteBuffer head = ByteBuffer.wrap(request);
            if (!isFirst && head.getInt(Integer.BYTES) == unanswered) {
                unanswered = NONE;
                lost = head.getInt(0);
            }
            return true;
        }

        private boolean passesOn(boolean isFirst, byte[] answer) {
            if (!isFirst && lost != NONE && ByteBuffer.wrap(answer).getInt(0) == lost) {
                meanwhile.run();
                closeQuietly(client);
                closeQuietly(server);
                return false;
            }
            return !mute;
        }
    }

    private synchronized void record(byte[] request) {
        requests.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt(request.length).array());
        requests.writeBytes(request);
    }

    /** Decides whether a request or answer is passed on. */
    private interface Passing {
        boolean passes(boolean isFirst, byte[] content);
    }

    private void copy(Socket from, Socket to, Passing passing) {
        try (DataInputStream in = new DataInputStream(from.getInputStream());
                DataOutputStream out = new DataOutputStream(to.getOutputStream())) {
            for (boolean isFirst = true; ; isFirst = false) {
                int length = in.readInt();
                if (length < 0 || length > MOST_BYTES) {
                    throw new IOException("a length of " + length);
                }
                byte[] content = new byte[length];
                in.readFully(content);
                if (passing.passes(isFirst, content)) {
                    out.write(ByteBuffer.allocate(Integer.BYTES + length)
                            .putInt(length)
                            .put(content)
                            .array());
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
