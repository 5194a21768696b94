package io.catena.client;

import io.catena.tls.TlsFailure;
import org.apache.thrift.transport.TTransportException;

/** A connection cannot be used; the message tells a user why, and what to do. */
final class ExplainedFailure extends TTransportException {
    private final boolean isLasting;

    private ExplainedFailure(String message, boolean isLasting, Throwable cause) {
        super(TTransportException.NOT_OPEN, message, cause);
        this.isLasting = isLasting;
    }

    static ExplainedFailure of(TlsFailure why, Throwable cause) {
        return new ExplainedFailure(why.words(), why.isLasting(), cause);
    }

    /** Another connection fails in the same way until somebody changes what the message says. */
    static ExplainedFailure lasting(String message) {
        return new ExplainedFailure(message, true, null);
    }

    /** Another connection may be usable. */
    static ExplainedFailure passing(String message, Throwable cause) {
        return new ExplainedFailure(message, false, cause);
    }

    boolean isLasting() {
        return isLasting;
    }
}
