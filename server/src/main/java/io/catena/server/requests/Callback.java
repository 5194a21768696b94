package io.catena.server.requests;

/** Hears what becomes of a request: one of the two, once, on the replica's loop. */
public interface Callback<T> {
    void completed(T result);

    void failed(RequestFailure failure);
}
