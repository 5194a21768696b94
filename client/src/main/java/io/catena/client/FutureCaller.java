package io.catena.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A call for which no thread waits: leaders of queues make its attempts. Its future ends by the deadline, also if a thread
 * that it needs cannot be started: the timer that ends it is set before anything that may fail, and nothing is thrown at the
 * leaders that tell it how the operation goes on.
 */
final class FutureCaller<W, R, O extends PendingOperation<W, R>> implements Caller, WaitingRoom.Guest {
    private final BatchQueues<W, O> queues;
    private final CallAdmission callAdmission;
    private final WaitingRoom room;
    private final Threads threads;
    /** Runs what completes the future; does not throw. */
    private final Consumer<Runnable> continuations;

    private final CompletableFuture<R> future = new CompletableFuture<>();
    private volatile O operation;
    private volatile Future<?> atDeadline;
    private volatile BatchQueue<W, O> batchQueue;

    FutureCaller(
            BatchQueues<W, O> queues,
            CallAdmission callAdmission,
            WaitingRoom room,
            Threads threads,
            Consumer<Runnable> continuations) {
        this.queues = queues;
        this.callAdmission = callAdmission;
        this.room = room;
        this.threads = threads;
        this.continuations = continuations;
    }

    CompletableFuture<R> run(O newOperation) {
        operation = newOperation;
        try {
            atDeadline = threads.timer()
                    .schedule(this::deadlinePassed, newOperation.deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            nextAttempt();
        } catch (RejectedExecutionException e) {
            newOperation.giveUp(Ending.GivenUp.CLOSED);
        } catch (OutOfMemoryError e) {
            newOperation.giveUp(Ending.GivenUp.NO_THREAD);
        }
        return future;
    }

    private void nextAttempt() {
        if (room.enter(this)) {
            operation.notTried(room.why());
            if (operation.isDone()) {
                room.leave(this);
            }
        } else {
            goOn();
        }
    }

    @Override
    public void refused(Problem why) {
        operation.refusedByAll(why);
    }

    @Override
    public void goOn() {
        if (callAdmission.isClosed()) {
            operation.giveUp(Ending.GivenUp.CLOSED);
        } else if (!operation.isDone()) {
            BatchQueue<W, O> chosen = queues.batchQueue(operation);
            batchQueue = chosen;
            chosen.submit(operation);
        }
    }

    private void deadlinePassed() {
        giveUp(Ending.GivenUp.DEADLINE);
    }

    /** To be called after {@link #run}, by the thread that waits for the future. */
    void interrupt() {
        giveUp(Ending.GivenUp.INTERRUPTED);
    }

    private void giveUp(Ending.GivenUp why) {
        operation.giveUp(why);
        room.leave(this);
        BatchQueue<W, O> queuedIn = batchQueue;
        if (queuedIn != null) {
            queuedIn.withdraw(operation);
        }
    }

    @Override
    public void attemptFailed(PendingOperation<?, ?> failed) {
        long nanos = Backoff.nanos(failed.failedAttempts(), failed.deadline);
        if (nanos == 0) {
            failed.giveUp(Ending.GivenUp.DEADLINE);
            return;
        }
        try {
            threads.timer().schedule(this::nextAttempt, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            failed.giveUp(Ending.GivenUp.CLOSED);
        } catch (OutOfMemoryError e) {
            failed.giveUp(Ending.GivenUp.NO_THREAD);
        }
    }

    @Override
    public void done(PendingOperation<?, ?> ended) {
        Future<?> timeout = atDeadline;
        if (timeout != null) {
            timeout.cancel(false);
        }
        continuations.accept(this::complete);
    }

    private void complete() {
        callAdmission.leave();
        try {
            future.complete(operation.result());
        } catch (CatenaException e) {
            future.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            future.completeExceptionally(e);
        }
    }

    @Override
    public Thread thread() {
        return null;
    }
}
