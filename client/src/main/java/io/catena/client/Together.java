package io.catena.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** Many calls that are made as one: all begin at once, and the whole ends when each of them has ended. */
final class Together<R> {
    /**
     * One of the calls.
     *
     * @param interrupt makes it end at once, as a single call ends whose thread is interrupted
     */
    record Call<R>(CompletableFuture<R> future, Runnable interrupt) {}

    private final List<Call<R>> calls;
    private final CompletableFuture<List<R>> whole;

    /** @param failure what to throw if any call failed */
    Together(List<Call<R>> calls, Function<List<CatenaException>, CatenaException> failure) {
        this.calls = List.copyOf(calls);
        this.whole = CompletableFuture.allOf(calls.stream().map(Call::future).toArray(CompletableFuture[]::new))
                .handle((ignored, failed) -> results(failure));
    }

    private List<R> results(Function<List<CatenaException>, CatenaException> failure) {
        List<R> results = new ArrayList<>(calls.size());
        List<CatenaException> failures = new ArrayList<>();
        for (Call<R> call : calls) {
            try {
                results.add(call.future().join());
            } catch (CompletionException e) {
                failures.add(asCatenas(e.getCause()));
            }
        }
        if (!failures.isEmpty()) {
            throw failure.apply(failures);
        }
        return results;
    }

    private static CatenaException asCatenas(Throwable cause) {
        return cause instanceof CatenaException known
                ? known
                : new OutcomeUnknownException(
                        "the call may have been done: this process failed (" + cause + ") when its answer came", cause);
    }

    /** The results of the calls, in the order of the calls. */
    CompletableFuture<List<R>> future() {
        return whole;
    }

    /** Waits on the caller's thread. If that is interrupted, calls under way are given up and the interrupt flag is set. */
    List<R> await() {
        try {
            try {
                return whole.get();
            } catch (InterruptedException e) {
                calls.forEach(call -> call.interrupt().run());
                Thread.currentThread().interrupt();
                return whole.join();
            }
        } catch (ExecutionException | CompletionException e) {
            throw asCatenas(e.getCause());
        }
    }

    /** The failure of several writes: certainly nothing was done only if that holds for each of them. */
    static CatenaException ofWrites(int writes, List<CatenaException> failures) {
        if (failures.size() == writes && failures.stream().allMatch(UnavailableException.class::isInstance)) {
            return failures.get(0);
        }
        return new OutcomeUnknownException(
                "the writes may have been done in part: " + (writes - failures.size()) + " of " + writes
                        + " are known to have been; read the keys to find out, or repeat all if twice does no harm",
                failures.get(0));
    }
}
