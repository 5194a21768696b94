package io.catena.server.controller.loop;

import io.catena.server.runtime.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Calls to nodes whose answers serve several askers: the controllers of all chains ask the same node at the same time (M5). An answer is
 * never older than the question: what is asked while a call is under way shares the next one, with all that is asked meanwhile. A
 * call that takes long is not waited for. Thread-safe.
 *
 * @param <T> an answer
 */
public final class SharedCalls<T> {
    /** A node that is well has answered by then. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Function<String, CompletableFuture<T>> call;
    private final Clock clock;
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

    /** @param call asks the node at an address, and returns at once */
    public SharedCalls(Function<String, CompletableFuture<T>> call, Clock clock) {
        this.call = call;
        this.clock = clock;
    }

    /** Returns at once. */
    public CompletableFuture<T> ask(String address) {
        synchronized (this) {
            UnderWay<T> before = underWay.get(address);
            if (before != null && clock.nanoTime() - before.beganNanos < PATIENCE_NANOS) {
                before.next = before.next == null ? new CompletableFuture<>() : before.next;
                return before.next;
            }
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        begin(address, answer);
        return answer;
    }

    private void begin(String address, CompletableFuture<T> answer) {
        UnderWay<T> now = new UnderWay<>(clock.nanoTime());
        UnderWay<T> given;
        synchronized (this) {
            given = underWay.put(address, now);
        }
        if (given != null && given.next != null) {
            // What waits for the end of a call that takes long gets the answer of this one.
            CompletableFuture<T> waiting = given.next;
            answer.whenComplete((value, failure) -> complete(waiting, value, failure));
        }
        call.apply(address).whenComplete((value, failure) -> {
            complete(answer, value, failure);
            ended(address, now);
        });
    }

    private static <T> void complete(CompletableFuture<T> answer, T value, Throwable failure) {
        if (failure == null) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(failure);
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
