package io.catena.server.rpc.inbound;

import io.catena.server.rpc.RemoteMethod;
import io.catena.server.rpc.Reply;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The reply to one call that came over a connection. */
final class CallReply<T> implements Reply<T> {
    private final ConnectionCalls calls;
    private final RemoteMethod<?, T> method;
    private final int sequence;
    private final int frameBytes;
    private final AtomicBoolean answered = new AtomicBoolean();
    /** The memory that the call holds, in bytes. Owned by the event loop. */
    private long heldBytes;
    /** The number of operations in the call. Owned by the event loop. */
    private int operations = 1;

    /** @param frameBytes the length of the frame in which the call came */
    CallReply(ConnectionCalls calls, RemoteMethod<?, T> method, int sequence, int frameBytes) {
        this.calls = calls;
        this.method = method;
        this.sequence = sequence;
        this.frameBytes = frameBytes;
    }

    RemoteMethod<?, T> method() {
        return method;
    }

    int sequence() {
        return sequence;
    }

    int frameBytes() {
        return frameBytes;
    }

    /** Notes how much memory the call holds until it is answered. */
    void holds(long bytes) {
        heldBytes = bytes;
    }

    long heldBytes() {
        return heldBytes;
    }

    void operations(int count) {
        operations = count;
    }

    int operations() {
        return operations;
    }

    @Override
    public void succeed(T value) {
        claim();
        onLoop(() -> calls.answer(this, method.success(value)));
    }

    @Override
    public void fail(Exception error) {
        claim();
        onLoop(() -> calls.answerFailure(this, error));
    }

    /** For a handler that has thrown; it may have answered before. */
    void failIfUnanswered(Exception error) {
        if (answered.compareAndSet(false, true)) {
            onLoop(() -> calls.answerFailure(this, error));
        }
    }

    private void claim() {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("a call of " + method.name() + " is answered twice");
        }
    }

    private void onLoop(Runnable answer) {
        if (calls.loop().inEventLoop()) {
            answer.run();
            return;
        }
        try {
            calls.loop().execute(answer);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and all its connections have ended with it.
            return;
        }
    }
}
