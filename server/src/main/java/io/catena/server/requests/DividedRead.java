package io.catena.server.requests;

import io.catena.server.chain.Origin;
import io.catena.server.chain.Shares;
import io.catena.server.chain.VersionedValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The values of keys of several chains. A part that was answered in part, or for whose values there is no room, makes the whole
 * answer end in front of the first value that is missing.
 *
 * @param <A> the answer to a part
 * @param <R> the answer to the whole
 */
final class DividedRead<A, R> extends DividedCall<A> {
    private final VersionedValue[] values;
    private final Function<A, ReadResponse> read;
    private final Function<ReadResponse, R> whole;
    private final ChainCallback<R> callback;

    /**
     * @param read what was read for a part
     * @param whole made of all values that are to be told
     */
    DividedRead(
            Origin origin,
            Shares held,
            int parts,
            int keys,
            Function<A, ReadResponse> read,
            Function<ReadResponse, R> whole,
            ChainCallback<R> callback) {
        super(origin, held, parts);
        this.values = new VersionedValue[keys];
        this.read = read;
        this.whole = whole;
        this.callback = callback;
    }

    @Override
    void take(Part<?> part, A answer) {
        List<VersionedValue> found = read.apply(answer).values();
        long bytes = 0;
        for (VersionedValue value : found) {
            bytes += value.exists() ? value.value().length : 0;
        }
        if (holds(bytes)) {
            for (int i = 0; i < found.size(); i++) {
                values[part.places().get(i)] = found.get(i);
            }
        }
    }

    @Override
    void end() {
        List<VersionedValue> all = new ArrayList<>(values.length);
        for (int i = 0; i < values.length && values[i] != null; i++) {
            all.add(values[i]);
        }
        if (all.isEmpty()) {
            callback.failed(RequestsByChain.FIRST_CHAIN, new RequestFailure.TooMuchAtOnce());
        } else {
            callback.completed(whole.apply(new ReadResponse(all, RequestsByChain.NO_EPOCH)));
        }
    }

    @Override
    void end(int chain, RequestFailure why, boolean anyAnswered) {
        callback.failed(chain, why);
    }
}
