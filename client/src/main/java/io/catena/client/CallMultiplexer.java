package io.catena.client;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.TTransportException;

/**
 * The calls that are under way on one connection. Each reply carries the number of its call, so replies may overtake each other.
 *
 * <p>A thread that waits for a reply reads from the connection if no other thread does. It hands over the replies of other
 * calls. When its own reply has come, another thread that waits reads on. So no thread of the client stands between the callers
 * and the socket, and a call that is alone costs its thread no wait for another one.
 *
 * <p>The first failure ends all calls: what a server has sent in part, or sends later, belongs to no call that could be told. A
 * reply that does not come in time is such a failure. The server counts as silent ({@link TTransportException#TIMED_OUT}) only
 * if it has replied to no call since that one was sent. Thread-safe.
 */
final class CallMultiplexer {
    private static final int LENGTH_BYTES = 4;
    /** Where a reply of the strict binary protocol has the length of its method's name, which comes before its number. */
    private static final int NAME_LENGTH_OFFSET = 4;

    private static final int NAME_OFFSET = 8;

    /** A call that has been sent, or is about to be. */
    static final class Pending {
        private final Thread thread = Thread.currentThread();
        private final long sentNanos = System.nanoTime();
        private final ReplyBounds bounds;
        /** The thread has sent the call and can read. Guarded by the multiplexer. */
        private boolean waits;
        /** Null until it has come. Written under the lock of the multiplexer. */
        private volatile byte[] reply;

        private Pending(ReplyBounds bounds) {
            this.bounds = bounds;
        }
    }

    private final DeadlineSocket socket;
    private final TTransport transport;
    private final AtomicInteger lastNumber = new AtomicInteger();
    private final ReentrantLock sending = new ReentrantLock();
    /** The calls without a reply, by number: at most one for each queue that shares the connection. Guarded by this object. */
    private final Map<Integer, Pending> unanswered = new HashMap<>();
    /** A thread reads. Guarded by this object. */
    private boolean isRead;
    /** When the latest reply came; of no meaning before the first one. */
    private volatile long heardNanos;

    private volatile boolean wasHeard;
    /** Null: all is well. Written under the lock. */
    private volatile TTransportException failure;

    /** @param transport reads from the socket and writes to it, perhaps by TLS */
    CallMultiplexer(DeadlineSocket socket, TTransport transport) {
        this.socket = socket;
        this.transport = transport;
    }

    /** The number of a new call, which no call on this connection had before. */
    int newNumber() {
        return lastNumber.incrementAndGet();
    }

    /**
     * Sends a call. What the socket does not take in at once may take longer than the limit.
     *
     * @param frame the length of the call, then the call
     * @return what {@link #reply} must be given, by the same thread
     * @throws TTransportException if the connection is of no use any more; the call may have arrived
     */
    Pending send(int number, ByteBuffer frame, ReplyBounds bounds, Deadline limit) throws TTransportException {
        Pending call = new Pending(bounds);
        synchronized (this) {
            unanswered.put(number, call);
        }
        send(call, frame, limit);
        return call;
    }

    private void send(Pending call, ByteBuffer frame, Deadline limit) throws TTransportException {
        lockForSending(call, limit);
        try {
            if (failure != null) {
                throw failure;
            }
            transport.write(frame.array(), frame.position(), frame.remaining());
            transport.flush();
        } catch (TTransportException e) {
            throw failed(e);
        } finally {
            sending.unlock();
        }
    }

    private void lockForSending(Pending call, Deadline limit) throws TTransportException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (sending.tryLock() || sending.tryLock(limit.remainingNanos(), TimeUnit.NANOSECONDS)) {
                        return;
                    }
                    throw failed(late(call));
                } catch (InterruptedException e) {
                    // A thread that writes to a socket cannot be interrupted either, and the limit is near.
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private TTransportException late(Pending call) {
        boolean isSilent = !wasHeard || heardNanos - call.sentNanos < 0;
        return new TTransportException(
                isSilent ? TTransportException.TIMED_OUT : TTransportException.UNKNOWN, "no reply in time");
    }

    /**
     * Waits for the reply.
     *
     * @throws TTransportException if the connection is of no use any more
     */
    byte[] reply(Pending call, Deadline limit) throws TTransportException {
        boolean interrupted = false;
        try {
            while (true) {
                boolean reads;
                synchronized (this) {
                    if (call.reply != null) {
                        return call.reply;
                    }
                    if (failure != null) {
                        throw failure;
                    }
                    call.waits = true;
                    reads = !isRead;
                    isRead = true;
                }
                if (reads) {
                    readUntilAnswered(call, limit);
                } else if (limit.hasPassed()) {
                    throw failed(late(call));
                } else {
                    LockSupport.parkNanos(this, limit.remainingNanos());
                    // As for a thread that reads from the socket.
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void readUntilAnswered(Pending own, Deadline limit) throws TTransportException {
        try {
            socket.limit(limit);
            while (own.reply == null) {
                handOver(readFrame());
            }
        } catch (TTransportException e) {
            throw failed(e.getType() == TTransportException.TIMED_OUT ? late(own) : e);
        } catch (RuntimeException | Error e) {
            failed(new TTransportException(e));
            throw e;
        } finally {
            readOn();
        }
    }

    private byte[] readFrame() throws TTransportException {
        byte[] prefix = new byte[LENGTH_BYTES];
        transport.readAll(prefix, 0, LENGTH_BYTES);
        int length = ByteBuffer.wrap(prefix).getInt();
        checkLength(length, longestReply());
        byte[] frame = new byte[length];
        transport.readAll(frame, 0, length);
        return frame;
    }

    private synchronized int longestReply() {
        int longest = 0;
        for (Pending call : unanswered.values()) {
            longest = Math.max(longest, call.bounds.frameBytes());
        }
        return longest;
    }

    private static void checkLength(int length, int most) throws TTransportException {
        if (length < 0) {
            throw new TTransportException(
                    TTransportException.CORRUPTED_DATA, "Read a negative frame size (" + length + ")!");
        }
        if (length > most) {
            throw new TTransportException(
                    TTransportException.CORRUPTED_DATA,
                    "Frame size (" + length + ") larger than max length (" + most + ")!");
        }
    }

    private void handOver(byte[] frame) throws TTransportException {
        heardNanos = System.nanoTime();
        wasHeard = true;
        Pending call;
        synchronized (this) {
            call = unanswered.remove(numberOf(frame));
            if (call != null) {
                checkLength(frame.length, call.bounds.frameBytes());
                call.reply = frame;
            }
        }
        if (call == null) {
            throw new TTransportException(
                    TTransportException.CORRUPTED_DATA, "the server sent a reply to a call that is not under way");
        }
        if (call.thread != Thread.currentThread()) {
            LockSupport.unpark(call.thread);
        }
    }

    /** A reply while one call is under way is that call's, right or wrong: what reads it tells what is wrong with it. */
    private int numberOf(byte[] frame) {
        if (unanswered.size() == 1) {
            return unanswered.keySet().iterator().next();
        }
        ByteBuffer reply = ByteBuffer.wrap(frame);
        if (frame.length < NAME_OFFSET) {
            return 0;
        }
        long numberOffset = NAME_OFFSET + (long) reply.getInt(NAME_LENGTH_OFFSET);
        boolean isInside = numberOffset >= NAME_OFFSET && numberOffset + Integer.BYTES <= frame.length;
        return isInside ? reply.getInt((int) numberOffset) : 0;
    }

    /** Lets one of the threads that wait read from the connection. One that still sends looks by itself when it has. */
    private synchronized void readOn() {
        isRead = false;
        for (Pending call : unanswered.values()) {
            if (call.waits) {
                LockSupport.unpark(call.thread);
                return;
            }
        }
    }

    /** @return the failure that ends all calls: this one, unless there was one before */
    private TTransportException failed(TTransportException e) {
        Collection<Pending> all;
        TTransportException first;
        synchronized (this) {
            first = failure == null ? e : failure;
            failure = first;
            all = List.copyOf(unanswered.values());
        }
        all.forEach(call -> LockSupport.unpark(call.thread));
        return first;
    }
}
