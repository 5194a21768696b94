package io.catena.systemtest;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TType;

/**
 * A client that sends the same legal call to one node as fast as it can, with a fixed number of calls under way, and
 * throws the answers away. It opens a new connection when it loses one. Where callers are told apart it is the greedy client.
 */
public final class Flood implements AutoCloseable {
    private static final int PAUSE_MILLIS = 50;
    private static final int NAME_AT = 2 * Integer.BYTES;
    /** The header with a short name, and the header of the first field. */
    private static final int HEAD_BYTES = 32;

    private final NodeProcess node;
    private final byte[] frame;
    private final int depth;
    private final AtomicLong answers = new AtomicLong();
    private final Thread asking;
    private volatile boolean over;
    private volatile Socket socket;

    /**
     * @param frame one call; see {@link LargestFrames}
     * @param depth the number of calls under way
     */
    public Flood(NodeProcess node, byte[] frame, int depth) {
        this.node = node;
        this.frame = frame;
        this.depth = depth;
        this.asking = new Thread(this::ask, "flood");
        asking.setDaemon(true);
        asking.start();
    }

    /** How many calls were answered with a result; errors and refusals do not count. */
    public long answers() {
        return answers.get();
    }

    private void ask() {
        while (!over) {
            Semaphore room = new Semaphore(depth);
            try (Socket connection = connect()) {
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

    private Socket connect() throws IOException {
        String host = node.place().host();
        return node.security().asGreedy(new Socket(host, node.port()), host, node.port());
    }

    private void read(Socket connection, Semaphore room) {
        byte[] sink = new byte[1 << 16];
        try {
            DataInputStream in = new DataInputStream(new BufferedInputStream(connection.getInputStream(), sink.length));
            while (true) {
                int left = in.readInt();
                int head = Math.min(left, HEAD_BYTES);
                in.readFully(sink, 0, head);
                boolean done = isResult(ByteBuffer.wrap(sink, 0, head));
                for (left -= head; left > 0; left -= Math.min(left, sink.length)) {
                    in.readFully(sink, 0, Math.min(left, sink.length));
                }
                if (done) {
                    answers.incrementAndGet();
                }
                room.release();
            }
        } catch (IOException e) {
            return; // the connection is lost; a new one is opened
        }
    }

    /** Whether the reply has a result, which is field 0, and no exception. */
    private static boolean isResult(ByteBuffer head) {
        byte type = (byte) head.getInt();
        head.position(head.getInt() + NAME_AT + Integer.BYTES);
        return type == TMessageType.REPLY && head.get() != TType.STOP && head.getShort() == 0;
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
