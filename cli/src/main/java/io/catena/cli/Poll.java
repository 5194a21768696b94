package io.catena.cli;

import io.catena.client.CatenaException;
import io.catena.client.ForbiddenException;
import io.catena.client.Layout;
import io.catena.client.NodeAdmin;
import io.catena.client.ServerAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Asks nodes the same question at the same time, so that a dead node does not delay the answers of others. */
final class Poll {
    private static final int MAX_THREADS = 16;

    private Poll() {}

    /**
     * The answer of one node.
     *
     * @param answer null if there is none
     * @param error why there is no answer; null if there is one
     */
    record Reply<T>(Layout.Member member, boolean joining, T answer, String error) {
        /** The same reply of the node, as of its place in a chain. */
        Reply<T> as(Layout.Member place, boolean isJoining) {
            return new Reply<>(place, isJoining, answer, error);
        }
    }

    /** From head to tail, then the joining node. The timeout is for all together. */
    static <T> List<Reply<T>> allNodes(
            Layout layout, long timeoutMillis, ServerAccess access, Function<NodeAdmin, T> question) {
        List<Layout.Member> nodes = new ArrayList<>(layout.members());
        layout.joining().ifPresent(nodes::add);
        List<Reply<T>> replies = new ArrayList<>(nodes(nodes, timeoutMillis, access, question));
        layout.joining()
                .ifPresent(joining -> replies.set(
                        replies.size() - 1, replies.get(replies.size() - 1).as(joining, true)));
        return replies;
    }

    /** In the order of the nodes. The timeout is for all together. */
    static <T> List<Reply<T>> nodes(
            List<Layout.Member> nodes, long timeoutMillis, ServerAccess access, Function<NodeAdmin, T> question) {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        ExecutorService threads = Executors.newFixedThreadPool(MAX_THREADS);
        try {
            List<CompletableFuture<Reply<T>>> replies = new ArrayList<>();
            for (Layout.Member node : nodes) {
                replies.add(CompletableFuture.supplyAsync(() -> ask(node, endNanos, access, question), threads));
            }
            return replies.stream().map(CompletableFuture::join).toList();
        } finally {
            threads.shutdown();
        }
    }

    private static <T> Reply<T> ask(
            Layout.Member member, long endNanos, ServerAccess access, Function<NodeAdmin, T> question) {
        long leftMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
        try {
            return new Reply<>(
                    member, false, question.apply(new NodeAdmin(member.address(), leftMillis, access)), null);
        } catch (ForbiddenException e) {
            // It says nothing of how the member does, and asking as this caller makes no sense.
            throw e;
        } catch (CatenaException e) {
            return new Reply<>(member, false, null, e.getMessage());
        }
    }
}
