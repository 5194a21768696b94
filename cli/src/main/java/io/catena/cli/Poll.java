package io.catena.cli;

import io.catena.client.CatenaException;
import io.catena.client.Layout;
import io.catena.client.NodeAdmin;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Puts one question to every node of a layout at the same time, so that a dead one does not hold up the others. */
final class Poll {
    private static final int MAX_THREADS = 16;

    private Poll() {}

    /**
     * One node's part.
     *
     * @param answer null if there is none
     * @param error why; null if there is an answer
     */
    record Reply<T>(Layout.Member member, boolean joining, T answer, String error) {}

    /** Head to tail, then the joining node. All together have the one timeout. */
    static <T> List<Reply<T>> everybody(Layout layout, long timeoutMillis, Function<NodeAdmin, T> question) {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        ExecutorService threads = Executors.newFixedThreadPool(MAX_THREADS);
        try {
            List<CompletableFuture<Reply<T>>> replies = new ArrayList<>();
            for (Layout.Member member : layout.members()) {
                replies.add(CompletableFuture.supplyAsync(() -> ask(member, false, endNanos, question), threads));
            }
            layout.joining()
                    .ifPresent(member -> replies.add(
                            CompletableFuture.supplyAsync(() -> ask(member, true, endNanos, question), threads)));
            return replies.stream().map(CompletableFuture::join).toList();
        } finally {
            threads.shutdown();
        }
    }

    private static <T> Reply<T> ask(
            Layout.Member member, boolean joining, long endNanos, Function<NodeAdmin, T> question) {
        long leftMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
        try {
            return new Reply<>(member, joining, question.apply(new NodeAdmin(member.address(), leftMillis)), null);
        } catch (CatenaException e) {
            return new Reply<>(member, joining, null, e.getMessage());
        }
    }
}
