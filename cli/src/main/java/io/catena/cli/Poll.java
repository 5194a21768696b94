package io.catena.cli;

import io.catena.client.CatenaException;
import io.catena.client.ForbiddenException;
import io.catena.client.Layout;
import io.catena.client.NodeAdmin;
import io.catena.client.ServerAccess;
import io.catena.client.ServerAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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

    /** As {@link #places}. The timeout is for all together. */
    static <T> List<Reply<T>> allNodes(
            Layout layout, long timeoutMillis, ServerAccess access, Function<NodeAdmin, T> question) {
        return places(layout, nodes(List.of(layout), timeoutMillis, access, question));
    }

    /** Of all nodes that have a place in a layout, in the order of their addresses. The timeout is for all together. */
    static <T> SortedMap<ServerAddress, Reply<T>> nodes(
            List<Layout> layouts, long timeoutMillis, ServerAccess access, Function<NodeAdmin, T> question) {
        SortedMap<ServerAddress, Layout.Member> nodes =
                new TreeMap<>(Comparator.comparing(ServerAddress::host).thenComparingInt(ServerAddress::port));
        for (Layout layout : layouts) {
            layout.members().forEach(member -> nodes.put(member.address(), member));
            layout.joining().ifPresent(member -> nodes.put(member.address(), member));
        }
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        ExecutorService threads = Executors.newFixedThreadPool(MAX_THREADS);
        try {
            Map<ServerAddress, CompletableFuture<Reply<T>>> asked = new HashMap<>();
            nodes.forEach((address, node) -> asked.put(
                    address, CompletableFuture.supplyAsync(() -> ask(node, endNanos, access, question), threads)));
            SortedMap<ServerAddress, Reply<T>> replies = new TreeMap<>(nodes.comparator());
            asked.forEach((address, reply) -> replies.put(address, reply.join()));
            return replies;
        } finally {
            threads.shutdown();
        }
    }

    /** Of the layout's members, from head to tail, then of the joining node. */
    static <T> List<Reply<T>> places(Layout layout, Map<ServerAddress, Reply<T>> nodes) {
        List<Reply<T>> replies = new ArrayList<>();
        layout.members()
                .forEach(member -> replies.add(nodes.get(member.address()).as(member, false)));
        layout.joining()
                .ifPresent(member -> replies.add(nodes.get(member.address()).as(member, true)));
        return replies;
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
