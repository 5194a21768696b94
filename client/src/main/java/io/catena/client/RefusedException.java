package io.catena.client;

import io.catena.thrift.RefusedReason;

/** The node will not do what an operator asked of it; nothing was changed. */
public final class RefusedException extends CatenaException {
    private final RefusedReason reason;

    RefusedException(RefusedReason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public RefusedReason reason() {
        return reason;
    }
}
