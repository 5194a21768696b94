package io.catena.systemtest;

import io.catena.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/**
 * Many connections to one node that send the same bytes repeatedly, as fast as the node takes them: by TLS, as
 * {@link ClusterSecurity#greedy}, if the node is protected so. A connection that was closed is opened again at once. One thread
 * drives all of them.
 */
public final class Crowd implements AutoCloseable {
    private static final int CONNECT_MILLIS = 1_000;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final InetSocketAddress address;
    private final LongFunction<byte[]> words;
    private final int bytesAtOnce;
    private final boolean reads;
    private final byte[][] saying;
    private final Optional<TlsMaterial> tls;
    private final ByteChannel[] connections;
    private final int[] said;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong connects = new AtomicLong();
    private final Thread driver;
    private volatile boolean over;

    /**
     * @param words what each connection sends repeatedly; empty for connections that send nothing
     * @param bytesAtOnce the most that each one sends every few milliseconds
     */
    public Crowd(NodeProcess node, int connections, byte[] words, int bytesAtOnce) {
        this(node, connections, number -> words, bytesAtOnce, words.length == 0);
    }

    /**
     * @param words gives what the connection with this number, counted from 0, sends repeatedly
     * @param reads whether the connections read the answers
     */
    public Crowd(NodeProcess node, int connections, LongFunction<byte[]> words, int bytesAtOnce, boolean reads) {
        this.address = new InetSocketAddress(node.place().host(), node.port());
        this.words = words;
        this.bytesAtOnce = bytesAtOnce;
        this.tls = node.security().greedy();
        this.connections = new ByteChannel[connections];
        this.said = new int[connections];
        this.reads = reads;
        this.saying = new byte[connections][];
        this.driver = new Thread(this::drive, "crowd");
        driver.setDaemon(true);
        driver.start();
    }

    /** How many bytes the node has taken. */
    public long bytes() {
        return bytes.get();
    }

    /** How many connections were opened. */
    public long connects() {
        return connects.get();
    }

    private void drive() {
        ByteBuffer sink = ByteBuffer.allocate(1 << 20);
        while (!over) {
            for (int i = 0; i < connections.length && !over; i++) {
                try {
                    speak(i, sink);
                } catch (IOException e) {
                    drop(i);
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        for (int i = 0; i < connections.length; i++) {
            drop(i);
        }
    }

    private void speak(int i, ByteBuffer sink) throws IOException {
        if (connections[i] == null) {
            connect(i);
        }
        if (reads) {
            sink.clear();
            if (connections[i].read(sink) < 0) {
                drop(i);
                return;
            }
        }
        byte[] all = saying[i];
        if (all.length > 0) {
            int taken =
                    connections[i].write(ByteBuffer.wrap(all, said[i], Math.min(bytesAtOnce, all.length - said[i])));
            bytes.addAndGet(taken);
            said[i] = (said[i] + taken) % all.length;
        }
    }

    private void connect(int i) throws IOException {
        SocketChannel channel = SocketChannel.open();
        connections[i] = channel;
        saying[i] = new byte[0];
        said[i] = 0;
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 16 << 10);
        Socket socket = channel.socket();
        socket.connect(address, CONNECT_MILLIS);
        channel.configureBlocking(false);
        if (tls.isPresent()) {
            connections[i] = new TlsChannel(channel, tls.get(), address.getHostString(), address.getPort());
        }
        saying[i] = words.apply(connects.getAndIncrement());
    }

    private void drop(int i) {
        try {
            if (connections[i] != null) {
                connections[i].close();
            }
        } catch (IOException e) {
            return; // the connection is discarded
        } finally {
            connections[i] = null;
        }
    }

    /** Closes all connections. */
    @Override
    public void close() {
        over = true;
        try {
            driver.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return Arrays.stream(connections).filter(c -> c != null).count() + " of " + connects + " connections, " + bytes
                + " bytes taken";
    }
}
