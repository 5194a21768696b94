package io.catena.server.requests;

import io.catena.server.chain.Key;
import io.catena.server.chain.WriteCommand;
import io.catena.server.runtime.Loops;
import java.util.List;
import java.util.function.Consumer;

/**
 * Requests for a chain of another loop of this node: they are handed over to it, and answered on the loop from which they came. A loop
 * is to another what a node is to another: why a request failed is told in the words of the loop that has the chain. What is under way is
 * bounded where it came from, since each call holds its memory there until it is answered (Q7).
 */
public final class RequestsOfOtherLoop implements ChainRequests {
    /** The loop that has the chain, as its own requests find it. Called on that loop. */
    public interface There {
        ChainRequests requests();

        Exception words(RequestFailure failure);

        /** A request has thrown an exception; returns what its caller is told. */
        Exception defect(RuntimeException thrown);
    }

    private final Loops loops;
    private final int here;
    private final int owner;
    private final There there;

    /**
     * @param here the loop of the callers
     * @param owner the loop that has the chain
     */
    public RequestsOfOtherLoop(Loops loops, int here, int owner, There there) {
        this.loops = loops;
        this.here = here;
        this.owner = owner;
        this.there = there;
    }

    @Override
    public void write(CallContext context, List<WriteCommand> commands, Callback<WriteResponse> callback) {
        handOver(callback, answer -> there.requests().write(context, commands, answer));
    }

    @Override
    public void openSession(CallContext context, Callback<Long> callback) {
        handOver(callback, answer -> there.requests().openSession(context, answer));
    }

    @Override
    public void read(CallContext context, List<Key> keys, Callback<ReadResponse> callback) {
        handOver(callback, answer -> there.requests().read(context, keys, answer));
    }

    @Override
    public void readStale(CallContext context, List<Key> keys, Callback<StaleReadResponse> callback) {
        handOver(callback, answer -> there.requests().readStale(context, keys, answer));
    }

    private <T> void handOver(Callback<T> callback, Consumer<Callback<T>> request) {
        loops.handOver(owner, () -> {
            HandedBack<T> answer = new HandedBack<>(callback);
            try {
                request.accept(answer);
            } catch (RuntimeException e) {
                answer.failed(e);
            }
        });
    }

    /** Takes one answer to the loop of the caller; what comes behind it is void. */
    private final class HandedBack<T> implements Callback<T> {
        private final Callback<T> callback;
        private boolean answered;

        HandedBack(Callback<T> callback) {
            this.callback = callback;
        }

        @Override
        public void completed(T result) {
            once(() -> callback.completed(result));
        }

        @Override
        public void failed(RequestFailure failure) {
            RequestFailure told = new RequestFailure.OfOtherNode(there.words(failure), failure.mayHaveBeenDone());
            once(() -> callback.failed(told));
        }

        /** It may have been done before. */
        private void failed(RuntimeException thrown) {
            RequestFailure told = new RequestFailure.OfOtherNode(there.defect(thrown), true);
            once(() -> callback.failed(told));
        }

        private void once(Runnable tell) {
            if (!answered) {
                answered = true;
                loops.handOver(here, tell);
            }
        }
    }
}
