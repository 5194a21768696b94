package io.catena.server.requests;

/** Is told the outcome of a request that may concern several chains: one of the two calls, once, on the replicas' loop. */
public interface ChainCallback<T> {
    void completed(T result);

    /** @param chain of which the failure speaks */
    void failed(int chain, RequestFailure failure);
}
