package io.catena.client;

import org.apache.thrift.transport.TTransportException;

/** A connection cannot be used; the message tells a user why, and what to do. */
final class ExplainedFailure extends TTransportException {
    ExplainedFailure(String message, Throwable cause) {
        super(TTransportException.NOT_OPEN, message, cause);
    }
}
