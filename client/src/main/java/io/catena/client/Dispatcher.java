package io.catena.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** Begins calls, and makes attempts until they are done: on the caller's own thread, or for a future. */
final class Dispatcher<W, R, O extends PendingOperation<W, R>> {
    private final BatchQueues<W, O> queues;
    private final CallAdmission callAdmission;
    private final WaitingRoom room;
    private final Threads threads;

    Dispatcher(BatchQueues<W, O> queues, CallAdmission callAdmission, WaitingRoom room, Threads threads) {
        this.queues = queues;
        this.callAdmission = callAdmission;
        this.room = room;
        this.threads = threads;
    }

    R call(Function<Caller, O> newOperation) {
        WaitingCaller<W, R, O> caller = new WaitingCaller<>(queues, callAdmission, room);
        O operation = newOperation.apply(caller);
        callAdmission.enter(operation.deadline);
        try {
            return caller.run(operation);
        } finally {
            callAdmission.leave();
        }
    }

    /** Every error is reported by the future. */
    CompletableFuture<R> submit(Function<Caller, O> newOperation) {
        return submit(newOperation, threads::continueWith).future();
    }

    /** For continuations of the client itself that do not block: they run on the thread that ends the call. */
    Together.Call<R> submitInside(Function<Caller, O> newOperation) {
        return submit(newOperation, Runnable::run);
    }

    private Together.Call<R> submit(Function<Caller, O> newOperation, Consumer<Runnable> continuations) {
        FutureCaller<W, R, O> caller = new FutureCaller<>(queues, callAdmission, room, threads, continuations);
        O operation = newOperation.apply(caller);
        try {
            callAdmission.enter(operation.deadline);
        } catch (UnavailableException e) {
            return new Together.Call<>(CompletableFuture.failedFuture(e), () -> {});
        }
        return new Together.Call<>(caller.run(operation), caller::interrupt);
    }
}
