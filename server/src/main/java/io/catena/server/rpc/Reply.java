package io.catena.server.rpc;

/**
 * Where the answer to one call goes. Exactly one of the two methods is called, exactly once, from any thread; a second
 * answer is a defect and throws {@link IllegalStateException}.
 *
 * @param <T> what the method returns; {@link Void} (answered with null) if nothing
 */
public interface Reply<T> {
    void succeed(T value);

    /**
     * @param error one of the exceptions that the method declares in {@code catena.thrift}; any other reaches the caller
     *     as {@code TApplicationException} of the kind INTERNAL_ERROR, with its message
     */
    void fail(Exception error);
}
