package io.catena.server.rpc;

/**
 * Takes the answer to one call. Exactly one of the two methods must be called, exactly once, from any thread; a second
 * answer is a defect and throws {@link IllegalStateException}.
 *
 * @param <T> the type of the result; {@link Void} (answered with null) if there is none
 */
public interface Reply<T> {
    void succeed(T value);

    /**
     * @param error one of the exceptions that the method declares in {@code catena.thrift}; any other reaches the
     *     caller as a {@code TApplicationException} of the kind INTERNAL_ERROR, with its message
     */
    void fail(Exception error);
}
