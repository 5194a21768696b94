package io.catena.server.node;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Calls to nodes whose answers serve several askers: the controllers of all chains ask the same node at the same time (M5). An answer is
 * never older than the question: what is asked while a call is under way shares the next one, with all that is asked meanwhile. A
 * call that takes long is not waited for. Thread-safe.
 *
 * @param <T> an answer
 */
final class SharedCalls<T> {
    /** A node that is well has answered by then. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Function<String, T> call;
    private final Executor threads;
    private final LongSupplier clock;
    /** The youngest call to each address, while it is under way. */
    private final Map<String, UnderWay<T>> underWay = new HashMap<>();

    /** A call, and the answer of the one that follows it; null if nobody waits for that. */
    private static final class UnderWay<T> {
        private final long beganNanos;
        private CompletableFuture<T> next;

        UnderWay(long beganNanos) {
            this.beganNanos = beganNanos;
        }
    }

    /**
     * @param call asks the node at an address, and may block
     * @param threads run calls
     * @param clock monotonic, in nanoseconds
     */
    SharedCalls(Function<String, T> call, Executor threads, LongSupplier clock) {
        this.call = call;
        this.threads = threads;
        this.clock = clock;
    }

    /** Returns at once. */
    CompletableFuture<T> ask(String address) {
        synchronized (this) {
            UnderWay<T> before = underWay.get(address);
            if (before != null && clock.getAsLong() - before.beganNanos < PATIENCE_NANOS) {
                before.next = before.next == null ? new CompletableFuture<>() : before.next;
                return before.next;
            }
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        begin(address, answer);
        return answer;
    }

    private void begin(String address, CompletableFuture<T> answer) {
        UnderWay<T> now = new UnderWay<>(clock.getAsLong());
        UnderWay<T> given;
        synchronized (this) {
            given = underWay.put(address, now);
        }
        if (given != null && given.next != null) {
            // Who waits for the end of a call that takes long gets the answer of this one.
            CompletableFuture<T> waiting = given.next;
            answer.whenComplete((value, failure) -> complete(waiting, value, failure));
        }
        try {
            threads.execute(() -> carryOut(address, now, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
    }

    private void carryOut(String address, UnderWay<T> now, CompletableFuture<T> answer) {
        try {
            answer.complete(call.apply(address));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        } finally {
            ended(address, now);
        }
    }

    private static <T> void complete(CompletableFuture<T> waiting, T value, Throwable failure) {
        if (failure == null) {
            waiting.complete(value);
        } else {
            waiting.completeExceptionally(failure);
        }
    }

    private void ended(String address, UnderWay<T> ended) {
        CompletableFuture<T> next;
        synchronized (this) {
            if (!underWay.remove(address, ended)) {
                return;
            }
            next = ended.next;
        }
        if (next != null) {
            begin(address, next);
        }
    }
}
