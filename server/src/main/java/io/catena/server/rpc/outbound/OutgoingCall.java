package io.catena.server.rpc.outbound;

import io.catena.server.rpc.RemoteMethod;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.Sentences;
import io.netty.channel.Channel;
import io.netty.channel.DefaultChannelPromise;
import java.util.concurrent.Future;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolException;
import org.apache.thrift.transport.TTransportException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call to another node that has not been answered. */
final class OutgoingCall<T> {
    private static final Logger LOG = LoggerFactory.getLogger(OutgoingCall.class);

    private final RemoteMethod<?, T> method;
    private final Reply<T> reply;
    private final Written written;

    private Future<?> timeOut;

    OutgoingCall(RemoteMethod<?, T> method, Reply<T> reply, Written written) {
        this.method = method;
        this.reply = reply;
        this.written = written;
    }

    void timeOutWith(Future<?> scheduled) {
        timeOut = scheduled;
    }

    void answered(byte type, TProtocol in) {
        timeOut.cancel(false);
        T value;
        try {
            if (type == TMessageType.EXCEPTION) {
                throw TApplicationException.readFrom(in);
            }
            value = method.readResult(in);
        } catch (TProtocolException | TTransportException e) {
            fail(new PeerCallException("the answer cannot be read: " + Sentences.of(e), true));
            return;
        } catch (TException e) {
            fail(e);
            return;
        }
        tell(() -> reply.succeed(value));
    }

    /** To be called when no answer can come, because the connection is lost. */
    void lost(String reason) {
        timeOut.cancel(false);
        boolean withdrawn = written.cancel(false) || (written.isDone() && !written.isSuccess());
        fail(new PeerCallException(reason, !withdrawn));
    }

    private void fail(Exception error) {
        tell(() -> reply.fail(error));
    }

    /** A caller that fails on its answer must not harm other callers. */
    private void tell(Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException e) {
            LOG.error("the answer to {} could not be taken", method.name(), e);
        }
    }

    /**
     * Succeeds when the operating system has taken the whole request: only then can the other node receive it. Can be
     * cancelled until the request is flushed.
     */
    static final class Written extends DefaultChannelPromise {
        Written(Channel channel) {
            super(channel);
        }

        /**
         * A cancelled request counts as told: Netty would else log a warning for each one when the connection closes.
         */
        @Override
        public boolean tryFailure(Throwable cause) {
            return super.tryFailure(cause) || isCancelled();
        }
    }
}
