package io.catena.bench.rebalance;

import io.catena.client.CatenaClient;
import io.catena.thrift.Slots;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The keys of a study, sorted by the chains that they belong to, and their values, which no store can compress. Immutable. */
final class ChainKeys {
    /** The number of calls under way while all keys are written or read. */
    private static final int AT_ONCE = 128;

    private static final int VALUES = 64;

    private final int valueBytes;
    private final List<byte[]> all = new ArrayList<>();
    private final List<List<byte[]>> ofChain = new ArrayList<>();
    private final byte[][] values;

    /** @param count so many that each chain has some */
    ChainKeys(int chains, int count, int valueBytes) {
        this.valueBytes = valueBytes;
        for (int chain = 0; chain < chains; chain++) {
            ofChain.add(new ArrayList<>());
        }
        for (int i = 0; i < count; i++) {
            byte[] key = ("key-" + i).getBytes(StandardCharsets.US_ASCII);
            all.add(key);
            ofChain.get(Slots.chainOf(key, chains) - 1).add(key);
        }
        values = new byte[VALUES][valueBytes];
        SplittableRandom random = new SplittableRandom(1);
        for (byte[] value : values) {
            random.nextBytes(value);
        }
        if (ofChain.stream().anyMatch(List::isEmpty)) {
            throw new IllegalStateException(count + " keys leave one of " + chains + " chains without any; take more");
        }
    }

    int chains() {
        return ofChain.size();
    }

    int count() {
        return all.size();
    }

    int valueBytes() {
        return valueBytes;
    }

    /** @param chain from 1 */
    byte[] any(int chain, RandomGenerator random) {
        List<byte[]> keys = ofChain.get(chain - 1);
        return keys.get(random.nextInt(keys.size()));
    }

    byte[] value(RandomGenerator random) {
        return values[random.nextInt(VALUES)];
    }

    /** Writes each key once. */
    void fill(CatenaClient client) {
        SplittableRandom random = new SplittableRandom(2);
        each(key -> client.putAsync(key, value(random)), written -> {});
    }

    /** Reads each key; returns how many are not there, or have a value of another length. */
    int missing(CatenaClient client) {
        AtomicInteger missing = new AtomicInteger();
        each(client::getAsync, found -> {
            if (found.isEmpty() || found.get().value().length != valueBytes) {
                missing.incrementAndGet();
            }
        });
        return missing.get();
    }

    private <T> void each(Function<byte[], CompletableFuture<T>> call, Consumer<T> result) {
        Deque<CompletableFuture<T>> underWay = new ArrayDeque<>();
        for (byte[] key : all) {
            if (underWay.size() == AT_ONCE) {
                result.accept(underWay.remove().join());
            }
            underWay.add(call.apply(key));
        }
        underWay.forEach(last -> result.accept(last.join()));
    }
}
