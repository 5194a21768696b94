package io.catena.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Many calls that are made as one: all begin at once, and the whole ends when each of them has. */
final class Together {
    private Together() {}

    /** In the order of the calls. Fails as {@code failure} says, if any call did. */
    static <R> CompletableFuture<List<R>> all(
            List<CompletableFuture<R>> calls, Function<List<CatenaException>, CatenaException> failure) {
        return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).handle((ignored, failed) -> {
            List<R> results = new ArrayList<>(calls.size());
            List<CatenaException> failures = new ArrayList<>();
            for (CompletableFuture<R> call : calls) {
                try {
                    results.add(call.join());
                } catch (CompletionException e) {
                    failures.add(asCatenas(e.getCause()));
                }
            }
            if (!failures.isEmpty()) {
                throw failure.apply(failures);
            }
            return results;
        });
    }

    private static CatenaException asCatenas(Throwable cause) {
        return cause instanceof CatenaException known
                ? known
                : new OutcomeUnknownException(
                        "the call may have been done: this process failed (" + cause + ") when its answer came", cause);
    }

    /** On the caller's thread. */
    static <R> R wait(CompletableFuture<R> all) {
        try {
            return all.join();
        } catch (CompletionException e) {
            throw asCatenas(e.getCause());
        }
    }

    /** Of writes: certainly nothing was done only if that is true of each of them. */
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
