package io.catena.server.rpc;

import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;

/** What a caller is told by Thrift's own error, since the method declares none for it. */
final class ApplicationErrors {
    private ApplicationErrors() {}

    static TApplicationException unknownMethod(String name) {
        return new TApplicationException(TApplicationException.UNKNOWN_METHOD, "there is no method " + name);
    }

    /** The call cannot be read. */
    static TApplicationException protocol(TException error) {
        return new TApplicationException(TApplicationException.PROTOCOL_ERROR, Sentences.of(error));
    }

    static TApplicationException of(Exception error) {
        return error instanceof TApplicationException already
                ? already
                : new TApplicationException(TApplicationException.INTERNAL_ERROR, Sentences.of(error));
    }
}
