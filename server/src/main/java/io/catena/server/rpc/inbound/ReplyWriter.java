package io.catena.server.rpc.inbound;

import io.catena.server.rpc.FrameTransport.FrameTooLongException;
import io.catena.server.rpc.RemoteMethod;
import io.catena.server.rpc.Sentences;
import io.catena.thrift.OutcomeUnknown;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the replies of one connection. Each call gets a reply, if only one that says that its answer cannot
 * be written.
 */
final class ReplyWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyWriter.class);

    private final ReplyQueue queue;

    ReplyWriter(ReplyQueue queue) {
        this.queue = queue;
    }

    /** @param result the result of the method, or an exception that it declares */
    void result(RemoteMethod<?, ?> method, int sequence, TSerializable result) {
        try {
            write(new TMessage(method.name(), TMessageType.REPLY, sequence), result);
        } catch (FrameTooLongException e) {
            OutcomeUnknown unknown = new OutcomeUnknown(
                    "the call was done, but its answer is too long: " + e.getMessage() + "; ask for less in one call");
            TSerializable declared = method.failure(unknown);
            if (declared == null) {
                error(method.name(), sequence, ApplicationErrors.of(e));
            } else {
                result(method, sequence, declared);
            }
        } catch (TException e) {
            LOG.error("the answer to {} cannot be written: {}", method.name(), Sentences.of(e));
            error(method.name(), sequence, ApplicationErrors.of(e));
        }
    }

    /** For an error that the method does not declare. */
    void error(String method, int sequence, TApplicationException error) {
        try {
            write(new TMessage(method, TMessageType.EXCEPTION, sequence), error);
        } catch (TException e) {
            throw new IllegalStateException("an error of a few hundred bytes cannot be written", e);
        }
    }

    private void write(TMessage header, TSerializable body) throws TException {
        queue.add(header, body);
    }
}
