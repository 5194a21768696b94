package io.catena.server.requests;

import io.catena.server.chain.Key;
import io.catena.server.chain.Shares;
import io.catena.server.chain.WriteCommand;
import io.catena.server.runtime.Clock;
import java.util.List;
import java.util.function.Function;

/**
 * What a node does with a request in a cluster of any number of chains: finds the chain of the keys (M1), and divides a request for
 * keys of several chains (M2). Each callback is called once. Owned by the replicas' loop.
 */
public final class RequestsByChain {
    static final int FIRST_CHAIN = 1;
    /** Of an answer to which several chains have contributed. */
    static final long NO_EPOCH = 0;

    private static final int OF_THE_KEYS = 0;

    private final Chains chains;
    private final Clock clock;
    private final Shares held;
    private final long maxPreviousBytes;

    /** The chains of the cluster. */
    public interface Chains {
        int count();

        /** Takes requests for a chain, 1 to {@link #count}. */
        ChainRequests of(int chain);

        int chainOf(Key key);
    }

    /**
     * @param clock by which the ages of what is read are told
     * @param maxHeldBytes the limit for values in answers of which other parts are awaited, of all requests together
     * @param maxPreviousBytes the limit for the previous values in one answer
     */
    public RequestsByChain(Chains chains, Clock clock, long maxHeldBytes, long maxPreviousBytes) {
        this.chains = chains;
        this.clock = clock;
        this.held = new Shares(maxHeldBytes);
        this.maxPreviousBytes = maxPreviousBytes;
    }

    public void write(CallContext context, List<WriteCommand> commands, ChainCallback<WriteResponse> callback) {
        List<Part<WriteCommand>> parts = parts(context, commands, WriteCommand::key, callback);
        if (parts.size() == 1) {
            int chain = parts.get(0).chain();
            chains.of(chain).write(context.ofChain(chain), commands, telling(chain, callback));
        } else if (!parts.isEmpty()) {
            DividedWrite whole =
                    new DividedWrite(context.origin(), held, parts.size(), commands.size(), maxPreviousBytes, callback);
            for (Part<WriteCommand> part : parts) {
                chains.of(part.chain()).write(context.ofChain(part.chain()), part.items(), whole.of(part));
            }
        }
    }

    /** @param callback gets the number of a session of the named chain; of the first one, if none is named (M3) */
    public void openSession(CallContext context, ChainCallback<Long> callback) {
        int chain = context.chain() == OF_THE_KEYS ? FIRST_CHAIN : context.chain();
        if (exists(chain, callback)) {
            chains.of(chain).openSession(context.ofChain(chain), telling(chain, callback));
        }
    }

    public void read(CallContext context, List<Key> keys, ChainCallback<ReadResponse> callback) {
        List<Part<Key>> parts = parts(context, keys, key -> key, callback);
        if (parts.size() == 1) {
            int chain = parts.get(0).chain();
            chains.of(chain).read(context.ofChain(chain), keys, telling(chain, callback));
        } else if (!parts.isEmpty()) {
            DividedRead<ReadResponse, ReadResponse> whole = new DividedRead<>(
                    context.origin(), held, parts.size(), keys.size(), answer -> answer, all -> all, callback);
            for (Part<Key> part : parts) {
                chains.of(part.chain()).read(context.ofChain(part.chain()), part.items(), whole.of(part));
            }
        }
    }

    /** Reads from this node's replicas alone, however old their states are (R12). */
    public void readStale(CallContext context, List<Key> keys, ChainCallback<StaleReadResponse> callback) {
        List<Part<Key>> parts = parts(context, keys, key -> key, callback);
        if (parts.size() == 1) {
            int chain = parts.get(0).chain();
            chains.of(chain).readStale(context.ofChain(chain), keys, telling(chain, callback));
        } else if (!parts.isEmpty()) {
            OldestAge age = new OldestAge(clock);
            DividedRead<StaleReadResponse, StaleReadResponse> whole = new DividedRead<>(
                    context.origin(),
                    held,
                    parts.size(),
                    keys.size(),
                    answer -> {
                        age.add(answer.ageNanos());
                        return answer.read();
                    },
                    all -> new StaleReadResponse(all, age.nanos()),
                    callback);
            for (Part<Key> part : parts) {
                chains.of(part.chain()).readStale(context.ofChain(part.chain()), part.items(), whole.of(part));
            }
        }
    }

    /** What each chain gets of a request; empty if it is refused, of which the callback has been told. */
    private <T> List<Part<T>> parts(
            CallContext context, List<T> items, Function<T, Key> keyOf, ChainCallback<?> callback) {
        int named = context.chain();
        if (chains.count() == 1) {
            int chain = named == OF_THE_KEYS ? FIRST_CHAIN : named;
            return exists(chain, callback) ? Part.whole(chain, items) : List.of();
        }
        if (named == OF_THE_KEYS) {
            return Part.of(items, item -> chains.chainOf(keyOf.apply(item)));
        }
        if (!exists(named, callback)) {
            return List.of();
        }
        for (T item : items) {
            int right = chains.chainOf(keyOf.apply(item));
            if (right != named) {
                callback.failed(named, new RequestFailure.OfAnotherChain(keyOf.apply(item), named, right));
                return List.of();
            }
        }
        return Part.whole(named, items);
    }

    private boolean exists(int chain, ChainCallback<?> callback) {
        if (chain >= FIRST_CHAIN && chain <= chains.count()) {
            return true;
        }
        callback.failed(FIRST_CHAIN, new RequestFailure.NoSuchChain(chain));
        return false;
    }

    private static <T> Callback<T> telling(int chain, ChainCallback<T> callback) {
        return new Callback<>() {
            @Override
            public void completed(T result) {
                callback.completed(result);
            }

            @Override
            public void failed(RequestFailure failure) {
                callback.failed(chain, failure);
            }
        };
    }
}
