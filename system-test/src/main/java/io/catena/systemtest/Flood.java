package io.catena.systemtest;

import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.Write;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TMemoryBuffer;
import org.apache.thrift.transport.layered.TFramedTransport;

/**
 * A client that asks one node for the same legal thing as fast as it can, with so many calls under way, and throws away what
 * it is told. It makes a new connection when it loses one.
 */
public final class Flood implements AutoCloseable {
    private static final int PAUSE_MILLIS = 50;

    private final int port;
    private final byte[] frame;
    private final int depth;
    private final AtomicLong answers = new AtomicLong();
    private final Thread asking;
    private volatile boolean over;
    private volatile Socket socket;

    private Flood(NodeProcess node, byte[] frame, int depth) {
        this.port = node.port();
        this.frame = frame;
        this.depth = depth;
        this.asking = new Thread(this::ask, "flood");
        asking.setDaemon(true);
        asking.start();
    }

    /** Batches of writes. */
    public static Flood ofWrites(NodeProcess node, List<Write> writes, int depth) throws TException {
        return new Flood(node, frame(client -> client.send_write(writes, new CallOptions())), depth);
    }

    /** Batches of reads. */
    public static Flood ofReads(NodeProcess node, List<ByteBuffer> keys, int depth) throws TException {
        return new Flood(node, frame(client -> client.send_read(keys, new CallOptions())), depth);
    }

    private interface Call {
        void send(Catena.Client client) throws TException;
    }

    private static byte[] frame(Call call) throws TException {
        TMemoryBuffer bytes = new TMemoryBuffer(1 << 16);
        call.send(new Catena.Client(new TBinaryProtocol(new TFramedTransport(bytes), true, true)));
        return java.util.Arrays.copyOf(bytes.getArray(), bytes.length());
    }

    /** How many calls have been answered, whatever the answers say. */
    public long answers() {
        return answers.get();
    }

    private void ask() {
        while (!over) {
            Semaphore room = new Semaphore(depth);
            try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket = connection;
                Thread reading = new Thread(() -> read(connection, room), "flood-reader");
                reading.setDaemon(true);
                reading.start();
                DataOutputStream out = new DataOutputStream(connection.getOutputStream());
                while (!over && reading.isAlive()) {
                    if (room.tryAcquire(PAUSE_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                        out.write(frame);
                    }
                }
            } catch (IOException e) {
                java.util.concurrent.locks.LockSupport.parkNanos(PAUSE_MILLIS * 1_000_000L);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void read(Socket connection, Semaphore room) {
        byte[] sink = new byte[1 << 16];
        try {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            while (true) {
                int left = in.readInt();
                while (left > 0) {
                    int count = in.read(sink, 0, Math.min(left, sink.length));
                    if (count < 0) {
                        return;
                    }
                    left -= count;
                }
                answers.incrementAndGet();
                room.release();
            }
        } catch (IOException e) {
            return; // the connection is over; a new one is made
        }
    }

    @Override
    public void close() {
        over = true;
        try {
            Socket open = socket;
            if (open != null) {
                open.close();
            }
            asking.join();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
