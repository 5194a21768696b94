package io.catena.systemtest;

import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;

/**
 * Connections to one node, each of which opens many sessions by calls that are all sent at once; counts the answers.
 * Where callers are told apart they are the greedy client's.
 */
public final class SessionFlood implements AutoCloseable {
    private final List<Socket> sockets = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger others = new AtomicInteger();
    private final int callsEach;
    private final int deadlineMillis;

    /**
     * Begins to send.
     *
     * @param from the addresses of this machine from which the connections come, in turn
     * @param deadlineMillis of each call
     */
    public SessionFlood(NodeProcess node, List<String> from, int connections, int callsEach, int deadlineMillis)
            throws IOException {
        this.callsEach = callsEach;
        this.deadlineMillis = deadlineMillis;
        for (int i = 0; i < connections; i++) {
            Socket plain = new Socket();
            sockets.add(plain);
            plain.bind(new InetSocketAddress(from.get(i % from.size()), 0));
            plain.connect(new InetSocketAddress("127.0.0.1", node.port()), deadlineMillis);
            Socket socket = node.security().asGreedy(plain, "127.0.0.1", node.port());
            start(() -> ask(socket));
            start(() -> hear(socket));
        }
    }

    private interface Part {
        void run() throws TException;
    }

    private void start(Part part) {
        Thread thread = new Thread(
                () -> {
                    try {
                        part.run();
                    } catch (TException e) {
                        return; // calls without an answer are missing in the counts
                    }
                },
                "session-flood");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private static TProtocol protocol(Socket socket) throws TTransportException {
        return new TBinaryProtocol(new TFramedTransport(new TSocket(socket)), true, true);
    }

    private void ask(Socket socket) throws TException {
        TProtocol out = protocol(socket);
        Catena.openSession_args call = new Catena.openSession_args(new CallOptions().setDeadlineMillis(deadlineMillis));
        for (int i = 0; i < callsEach; i++) {
            out.writeMessageBegin(new TMessage("openSession", TMessageType.CALL, i));
            call.write(out);
            out.writeMessageEnd();
            out.getTransport().flush();
        }
    }

    private void hear(Socket socket) throws TException {
        TProtocol in = protocol(socket);
        for (int i = 0; i < callsEach; i++) {
            TMessage header = in.readMessageBegin();
            Catena.openSession_result result = new Catena.openSession_result();
            if (header.type == TMessageType.REPLY) {
                result.read(in);
            } else {
                org.apache.thrift.TApplicationException.readFrom(in);
            }
            in.readMessageEnd();
            AtomicInteger kind = result.isSetSuccess() ? opened : result.isSetUnavailable() ? refused : others;
            kind.incrementAndGet();
        }
    }

    /** Calls that have opened a session. */
    public int opened() {
        return opened.get();
    }

    /** Calls that were refused with nothing done. */
    public int refused() {
        return refused.get();
    }

    /** Calls with any other answer. */
    public int others() {
        return others.get();
    }

    /** Waits until all calls are answered; returns false if they are not in time. */
    public boolean awaitAnswers(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        }
        return opened() + refused() + others() == sockets.size() * callsEach;
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public String toString() {
        return opened + " opened, " + refused + " refused, " + others + " others, of " + sockets.size() * callsEach;
    }
}
