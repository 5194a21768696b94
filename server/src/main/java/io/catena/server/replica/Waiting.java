package io.catena.server.replica;

import io.catena.server.chain.Failure;

/** Waits for the answer to a request; hears once, on the replica's loop. */
public interface Waiting<T> {
    void answered(T answer);

    void failed(Failure failure);
}
