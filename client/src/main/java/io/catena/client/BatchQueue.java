package io.catena.client;

import io.catena.thrift.catenaConstants;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * A queue before a connection to one server. A thread that finds it idle leads it until its own operation has been carried. Then
 * it passes the queue to one of the threads that wait, or to a background thread if only asynchronous calls do. While one batch
 * is under way the next one gathers; no call waits for a batch to fill. A batch has operations of one chain.
 */
final class BatchQueue<W, O extends PendingOperation<W, ?>> {
    private final BatchSender<W, O> batchSender;
    private final Exchange<W, O> exchange;
    private final Threads threads;
    private final ServerAddress address;
    private final long attemptMillis;

    /** In the order of arrival. Guarded by this object, as are {@link #led} and {@link #closed}. */
    private final Set<O> queue = new LinkedHashSet<>();
    /** A thread leads, or has been told to lead. */
    private boolean led;

    private boolean closed;
    /** The waiting operation whose thread has been told to lead. Written under the lock. */
    private volatile O nextLeader;

    BatchQueue(
            BatchSender<W, O> batchSender,
            Exchange<W, O> exchange,
            Threads threads,
            ServerAddress address,
            long attemptMillis) {
        this.batchSender = batchSender;
        this.exchange = exchange;
        this.threads = threads;
        this.address = address;
        this.attemptMillis = attemptMillis;
    }

    /** Makes one attempt on the caller's thread. On return the operation is done or the attempt has failed. */
    void run(O own) {
        own.newAttempt();
        if (enqueue(own)) {
            lead(own);
        } else {
            follow(own);
        }
    }

    /** Queues one attempt, which another thread makes. */
    void submit(O operation) {
        operation.newAttempt();
        if (enqueue(operation)) {
            leadInBackground();
        }
    }

    synchronized boolean isIdle() {
        return !led;
    }

    /** @return true if the caller has become the leader */
    private boolean enqueue(O operation) {
        synchronized (this) {
            if (!closed) {
                queue.add(operation);
                boolean leads = !led;
                led = true;
                return leads;
            }
        }
        operation.failed(Problem.neverSent(address), false);
        return false;
    }

    private void follow(O own) {
        while (!own.isAttemptOver()) {
            if (nextLeader == own) {
                lead(own);
                return;
            }
            long nanos = own.deadline.remainingNanos();
            if (nanos <= 0) {
                own.giveUp(Ending.GivenUp.DEADLINE);
                withdraw(own);
            } else if (Thread.currentThread().isInterrupted()) {
                own.giveUp(Ending.GivenUp.INTERRUPTED);
                withdraw(own);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
        }
        if (nextLeader == own) {
            withdraw(own);
        }
    }

    /** To be called when the operation has ended otherwise: it need not be carried, and its thread does not lead. */
    void withdraw(O operation) {
        boolean wasNextLeader;
        synchronized (this) {
            queue.remove(operation);
            wasNextLeader = nextLeader == operation;
            nextLeader = wasNextLeader ? null : nextLeader;
        }
        if (wasNextLeader) {
            passOn();
        }
    }

    /**
     * Whatever is thrown, the queue never counts as led when its leader is gone.
     *
     * @param own the operation with which leading ends; null: it ends when nothing is queued
     */
    private void lead(O own) {
        Runnable tellTheLast = null;
        try {
            tellTheLast = carryBatches(own);
        } finally {
            if (tellTheLast == null) {
                abandon(Problem.neverSent(address));
            }
        }
        tellTheLast.run();
    }

    /** @return what is left to do when the queue has been passed on, because the next batch need not wait for it */
    private Runnable carryBatches(O own) {
        while (own == null || !own.isAttemptOver()) {
            if (own != null && own.deadline.hasPassed()) {
                own.giveUp(Ending.GivenUp.DEADLINE);
                withdraw(own);
                break;
            }
            List<O> batch = take();
            if (batch.isEmpty()) {
                break;
            }
            BatchSender.Outcome outcome = batchSender.carry(batch, limit(own, batch));
            if (outcome.broken()) {
                List<O> rest = surrender();
                return () -> {
                    outcome.tell().run();
                    rest.forEach(operation -> operation.failed(Problem.neverSent(address), false));
                };
            }
            if (own != null && batch.contains(own)) {
                passOn();
                return outcome.tell();
            }
            outcome.tell().run();
        }
        passOn();
        return () -> {};
    }

    private Deadline limit(O own, List<O> batch) {
        Deadline latest = own == null ? batch.get(0).deadline : own.deadline;
        if (own == null) {
            for (O operation : batch) {
                latest = latest.laterOf(operation.deadline);
            }
        }
        return latest.earlierOf(Deadline.afterMillis(attemptMillis));
    }

    /** The operation that has waited longest, and all that can go with it. */
    private synchronized List<O> take() {
        nextLeader = null;
        List<O> batch = new ArrayList<>(Math.min(queue.size(), catenaConstants.MAX_BATCH_OPERATIONS));
        Object batchKey = null;
        int bytes = 0;
        Iterator<O> waiting = queue.iterator();
        while (waiting.hasNext() && batch.size() < catenaConstants.MAX_BATCH_OPERATIONS) {
            O next = waiting.next();
            Object key = exchange.batchKey(next);
            if (!batch.isEmpty() && !(Objects.equals(key, batchKey) && travelTogether(batch.get(0), next))) {
                continue;
            }
            if (!batch.isEmpty() && bytes + next.batchBytes() > catenaConstants.MAX_BATCH_BYTES) {
                break;
            }
            waiting.remove();
            if (next.begin()) {
                batchKey = key;
                bytes += next.batchBytes();
                batch.add(next);
            }
        }
        return batch;
    }

    private static boolean travelTogether(PendingOperation<?, ?> one, PendingOperation<?, ?> other) {
        return one.chain() == other.chain() && one.company() == other.company();
    }

    /** The caller leads no more. */
    private void passOn() {
        if (needsAnotherThread()) {
            leadInBackground();
        }
    }

    /** @return true if only asynchronous calls wait: the queue still counts as led, and the caller provides the leader */
    private synchronized boolean needsAnotherThread() {
        nextLeader = null;
        Iterator<O> waiting = queue.iterator();
        while (waiting.hasNext()) {
            O next = waiting.next();
            if (next.isDone()) {
                waiting.remove();
            } else if (next.waitingThread() != null) {
                nextLeader = next;
                LockSupport.unpark(next.waitingThread());
                return false;
            }
        }
        led = !queue.isEmpty();
        return led;
    }

    private void leadInBackground() {
        try {
            threads.leaders().execute(() -> lead(null));
        } catch (RejectedExecutionException e) {
            // The client was closed. Closing the queue ends what is queued.
            close();
        } catch (OutOfMemoryError e) {
            abandon(Problem.noThread());
        }
    }

    private void abandon(Problem why) {
        surrender().forEach(operation -> operation.failed(why, false));
    }

    /** The caller leads no more. The operations that it gets are to look for another server. */
    private synchronized List<O> surrender() {
        nextLeader = null;
        led = false;
        return drain();
    }

    private List<O> drain() {
        List<O> all = new ArrayList<>(queue);
        queue.clear();
        return all;
    }

    /** Ends all attempts; no more are made. */
    void close() {
        List<O> rest;
        synchronized (this) {
            closed = true;
            rest = drain();
        }
        batchSender.close();
        rest.forEach(operation -> operation.failed(Problem.neverSent(address), false));
    }
}
