package io.catena.server.requests;

import io.catena.server.chain.Origin;
import io.catena.server.chain.Shares;

/**
 * The answers to the parts of one request, until all of them are there. What they hold meanwhile is bounded for all divided requests
 * of the node together, by shares of the origins (Q1). Owned by the replicas' loop.
 *
 * @param <A> the answer to a part
 */
abstract class DividedCall<A> {
    private final Origin origin;
    private final Shares held;
    private int open;
    private long heldBytes;
    private boolean anyCompleted;
    /** The gravest so far: one that leaves open whether its part was done counts more than one that does not. */
    private RequestFailure failure;

    private int failedChain;

    /** @param parts how many there are */
    DividedCall(Origin origin, Shares held, int parts) {
        this.origin = origin;
        this.held = held;
        this.open = parts;
    }

    /** Takes the outcome of one part. */
    final Callback<A> of(Part<?> part) {
        return new Callback<>() {
            @Override
            public void completed(A answer) {
                anyCompleted = true;
                take(part, answer);
                oneLess();
            }

            @Override
            public void failed(RequestFailure why) {
                if (failure == null || why.mayHaveBeenDone() && !failure.mayHaveBeenDone()) {
                    failure = why;
                    failedChain = part.chain();
                }
                oneLess();
            }
        };
    }

    private void oneLess() {
        open--;
        if (open > 0) {
            return;
        }
        if (heldBytes > 0) {
            held.subtract(origin, heldBytes);
        }
        if (failure == null) {
            end();
        } else {
            end(failedChain, failure, anyCompleted);
        }
    }

    /** Whether so much more may be held until the end; it is from then on. */
    final boolean holds(long bytes) {
        if (bytes > 0 && !held.admits(origin, bytes)) {
            return false;
        }
        if (bytes > 0) {
            held.add(origin, bytes);
            heldBytes += bytes;
        }
        return true;
    }

    abstract void take(Part<?> part, A answer);

    /** All parts have been answered. */
    abstract void end();

    /**
     * A part has failed, and no other one is open.
     *
     * @param anyAnswered whether another part has been answered
     */
    abstract void end(int chain, RequestFailure why, boolean anyAnswered);
}
