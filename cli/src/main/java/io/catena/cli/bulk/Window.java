package io.catena.cli.bulk;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.client.InvalidRequestException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Keeps the calls of many pairs under way, bounded in number and bytes, and passes their results on in the order of the
 * file. Two calls with the same key are never under way together, because such calls have no order. For one thread.
 */
final class Window<R> {
    private static final int MAX_PAIRS = 4096;
    private static final long MAX_BYTES = 32L << 20;

    private final Function<PairReader.Pair, CompletableFuture<R>> call;
    private final BiConsumer<PairReader.Pair, R> inOrder;
    private final Deque<UnderWay<R>> underWay = new ArrayDeque<>();
    private final Map<ByteBuffer, CompletableFuture<R>> byKey = new HashMap<>();
    private long bytes;

    private record UnderWay<R>(PairReader.Pair pair, CompletableFuture<R> future) {
        long bytes() {
            return (long) pair.key().length + pair.value().length;
        }
    }

    /** @param inOrder gets the result of each pair, but of none after one that failed */
    Window(Function<PairReader.Pair, CompletableFuture<R>> call, BiConsumer<PairReader.Pair, R> inOrder) {
        this.call = call;
        this.inOrder = inOrder;
    }

    /** @throws CompletionException if the call of an earlier pair has failed */
    void add(PairReader.Pair pair) {
        CompletableFuture<R> sameKey = byKey.get(ByteBuffer.wrap(pair.key()));
        if (sameKey != null) {
            sameKey.join();
        }
        while (!underWay.isEmpty()
                && (underWay.size() >= MAX_PAIRS
                        || bytes >= MAX_BYTES
                        || underWay.peekFirst().future().isDone())) {
            settleFirst();
        }
        UnderWay<R> next = new UnderWay<>(pair, begin(pair));
        underWay.addLast(next);
        byKey.put(ByteBuffer.wrap(pair.key()), next.future());
        bytes += next.bytes();
    }

    /** A pair that exceeds a limit is refused before it is sent; the message gives the number of its line. */
    private CompletableFuture<R> begin(PairReader.Pair pair) {
        CompletableFuture<R> begun = call.apply(pair);
        if (begun.isCompletedExceptionally()) {
            try {
                begun.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof InvalidRequestException invalid) {
                    throw new CommandFailure(
                            ExitCode.USAGE, "line " + pair.end().lines() + ": " + invalid.getMessage());
                }
            }
        }
        return begun;
    }

    /** @throws CompletionException if the call of a pair has failed */
    void settleAll() {
        while (!underWay.isEmpty()) {
            settleFirst();
        }
    }

    private void settleFirst() {
        UnderWay<R> first = underWay.peekFirst();
        R result = first.future().join();
        underWay.removeFirst();
        byKey.remove(ByteBuffer.wrap(first.pair().key()), first.future());
        bytes -= first.bytes();
        inOrder.accept(first.pair(), result);
    }
}
