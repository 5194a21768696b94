package io.catena.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Makes attempts until an operation is done: on the caller's own thread, or for a future. */
final class Dispatcher<W, R, O extends Operation<W, R>> {
    private final LaneGroup<W, O> lanes;
    private final Gate gate;
    private final Threads threads;

    Dispatcher(LaneGroup<W, O> lanes, Gate gate, Threads threads) {
        this.lanes = lanes;
        this.gate = gate;
        this.threads = threads;
    }

    R call(Function<Caller, O> newOperation) {
        gate.enter();
        try {
            O operation = newOperation.apply(new WaitingCaller(Thread.currentThread()));
            while (!operation.isDone()) {
                attempt(operation);
            }
            return operation.result();
        } finally {
            gate.leave();
        }
    }

    private void attempt(O operation) {
        if (gate.isClosed()) {
            operation.giveUp(Ending.GivenUp.CLOSED);
        } else if (Thread.currentThread().isInterrupted()) {
            operation.giveUp(Ending.GivenUp.INTERRUPTED);
        } else if (operation.deadline.hasPassed()) {
            operation.giveUp(Ending.GivenUp.DEADLINE);
        } else {
            lanes.lane().run(operation);
            if (!operation.isDone()) {
                pause(operation);
            }
        }
    }

    private void pause(O operation) {
        long nanos = Backoff.nanos(operation.failedAttempts(), operation.deadline);
        if (nanos == 0) {
            operation.giveUp(Ending.GivenUp.DEADLINE);
            return;
        }
        Deadline end = new Deadline(System.nanoTime() + nanos);
        while (!end.hasPassed() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, end.remainingNanos());
        }
    }

    CompletableFuture<R> submit(Function<Caller, O> newOperation) {
        FutureCaller caller = new FutureCaller();
        try {
            gate.enter();
        } catch (UnavailableException e) {
            return CompletableFuture.failedFuture(e);
        }
        O operation = newOperation.apply(caller);
        caller.start(operation);
        return caller.future;
    }

    /** A thread that waits in {@link Lane#run}, or between two attempts. */
    private record WaitingCaller(Thread thread) implements Caller {
        @Override
        public void done(Operation<?, ?> operation) {
            wake();
        }

        @Override
        public void attemptFailed(Operation<?, ?> operation) {
            wake();
        }

        private void wake() {
            if (thread != Thread.currentThread()) {
                LockSupport.unpark(thread);
            }
        }
    }

    private final class FutureCaller implements Caller {
        private final CompletableFuture<R> future = new CompletableFuture<>();
        private volatile O operation;
        private volatile Future<?> atDeadline;
        private volatile Lane<W, O> lane;

        void start(O newOperation) {
            operation = newOperation;
            try {
                atDeadline = threads.timer()
                        .schedule(this::deadlinePassed, newOperation.deadline.remainingNanos(), TimeUnit.NANOSECONDS);
                attempt();
            } catch (RejectedExecutionException e) {
                newOperation.giveUp(Ending.GivenUp.CLOSED);
            }
        }

        private void attempt() {
            if (gate.isClosed()) {
                operation.giveUp(Ending.GivenUp.CLOSED);
            } else if (!operation.isDone()) {
                lane = lanes.lane();
                lane.submit(operation);
            }
        }

        private void deadlinePassed() {
            operation.giveUp(Ending.GivenUp.DEADLINE);
            Lane<W, O> queuedIn = lane;
            if (queuedIn != null) {
                queuedIn.withdraw(operation);
            }
        }

        @Override
        public void attemptFailed(Operation<?, ?> failed) {
            long nanos = Backoff.nanos(failed.failedAttempts(), failed.deadline);
            if (nanos == 0) {
                failed.giveUp(Ending.GivenUp.DEADLINE);
                return;
            }
            try {
                threads.timer().schedule(this::attempt, nanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                failed.giveUp(Ending.GivenUp.CLOSED);
            }
        }

        @Override
        public void done(Operation<?, ?> ended) {
            Future<?> timeout = atDeadline;
            if (timeout != null) {
                timeout.cancel(false);
            }
            try {
                threads.continuations().execute(this::complete);
            } catch (RejectedExecutionException e) {
                complete();
            }
        }

        private void complete() {
            gate.leave();
            try {
                future.complete(operation.result());
            } catch (CatenaException e) {
                future.completeExceptionally(e);
            }
        }

        @Override
        public Thread thread() {
            return null;
        }
    }
}
