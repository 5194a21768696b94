package io.catena.server.rpc.inbound;

import io.catena.server.rpc.Sentences;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;

/** Errors that a caller gets as Thrift's own exception, because the method declares none for them. */
final class ApplicationErrors {
    private ApplicationErrors() {}

    static TApplicationException unknownMethod(String name) {
        return new TApplicationException(TApplicationException.UNKNOWN_METHOD, "there is no method " + name);
    }

    /** For a call that cannot be read. */
    static TApplicationException protocol(TException error) {
        return new TApplicationException(TApplicationException.PROTOCOL_ERROR, Sentences.of(error));
    }

    static TApplicationException of(Exception error) {
        return error instanceof TApplicationException already
                ? already
                : new TApplicationException(TApplicationException.INTERNAL_ERROR, Sentences.of(error));
    }
}
