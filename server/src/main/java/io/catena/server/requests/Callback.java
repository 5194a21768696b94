package io.catena.server.requests;

/** Is told the outcome of a request: one of the two calls, once, on the replica's loop. */
public interface Callback<T> {
    void completed(T result);

    void failed(RequestFailure failure);
}
