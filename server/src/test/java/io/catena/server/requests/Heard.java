package io.catena.server.requests;

import static org.junit.Assert.assertNull;

/** A caller, and the outcome that it was told; a second outcome is a failure. */
final class Heard<T> implements Callback<T> {
    private T result;
    private RequestFailure failure;

    @Override
    public void completed(T newResult) {
        assertNothingYet();
        result = newResult;
    }

    @Override
    public void failed(RequestFailure newFailure) {
        assertNothingYet();
        failure = newFailure;
    }

    private void assertNothingYet() {
        assertNull(result);
        assertNull(failure);
    }

    /** Null if none has come. */
    T result() {
        return result;
    }

    /** Null if none has come. */
    RequestFailure failure() {
        return failure;
    }
}
