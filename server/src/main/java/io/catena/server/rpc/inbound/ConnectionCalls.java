package io.catena.server.rpc.inbound;

import io.catena.server.rpc.Budget;
import io.catena.server.rpc.Methods;
import io.catena.server.rpc.Sentences;
import io.catena.server.rpc.WireProtocol;
import io.catena.server.rpc.WireProtocol.TooManyElementsException;
import io.catena.server.rpc.WireProtocol.TooMuchMemoryException;
import io.catena.server.rpc.inbound.services.AccessCheck;
import io.catena.server.rpc.inbound.services.RequestCheck;
import io.catena.server.rpc.inbound.services.ServerMethod;
import io.catena.thrift.Forbidden;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import io.catena.thrift.catenaConstants;
import io.netty.channel.EventLoop;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls that come over one connection: each is read, charged for its memory until it is answered, run, and answered once.
 * One that cannot be read is answered with an error. The connection's event loop owns it.
 */
final class ConnectionCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionCalls.class);

    /**
     * The memory of a call without its arguments: the objects that wait for it in every part of the node that it
     * passes.
     */
    private static final int CALL_MEMORY_BYTES = 600;

    /**
     * With more operations under way no further calls are read from one client (Q3); those that wait are decoded when
     * the turn of the connection comes. The connection of a node carries the calls of many clients, which must not wait
     * for each other; only the memory for calls limits it.
     */
    private static final int MAX_OPERATIONS = catenaConstants.MAX_BATCH_OPERATIONS;

    private final ServerContext context;
    private final ServerConnection connection;
    private final Reading reading;
    private final ReplyWriter replies;
    /** The memory of calls under way. */
    private final Budget.Account requests;
    /** The memory of answers that wait. */
    private final Budget.Account answers;

    private int inFlight;
    /** The number of operations in all calls under way. */
    private int operations;

    ConnectionCalls(
            ServerContext context,
            ServerConnection connection,
            Reading reading,
            ReplyWriter replies,
            Budget.Account requests,
            Budget.Account answers) {
        this.context = context;
        this.connection = connection;
        this.reading = reading;
        this.replies = replies;
        this.requests = requests;
        this.answers = answers;
    }

    EventLoop loop() {
        return connection.loop();
    }

    /** Whether no call is under way. */
    boolean areAnswered() {
        return inFlight == 0;
    }

    /** Whether no further calls are to be read; where that was so before ({@code full}), until there is some room again. */
    boolean areEnough(boolean full) {
        return !mayPassOnManyClients() && areEnoughOfAClient(full) || requests.hasItsShare(full);
    }

    /** A node passes on the calls of many clients: it has a place for nodes, or has passed on one where it has none. */
    private boolean mayPassOnManyClients() {
        return connection.connectionSlot() == ConnectionSlot.RESERVED
                || connection.caller().passesOn();
    }

    private boolean areEnoughOfAClient(boolean full) {
        int max = context.limits().maxInFlightPerConnection();
        return (full ? inFlight > max * 3 / 4 : inFlight >= max) || operations > MAX_OPERATIONS;
    }

    /** Takes a call whose header has been read. */
    void take(TMessage header, int frameBytes, WireProtocol in) {
        context.counters().callIn(header.name);
        ServerMethod<?, ?> served = context.methods().get(header.name);
        if (served == null) {
            if (connection.isServed()) {
                replies.error(header.name, header.seqid, ApplicationErrors.unknownMethod(header.name));
            }
        } else {
            serve(served, header.seqid, frameBytes, in);
        }
    }

    private <A extends TSerializable, T> void serve(
            ServerMethod<A, T> served, int sequence, int frameBytes, WireProtocol in) {
        CallReply<T> reply = new CallReply<>(this, served.method(), sequence, frameBytes);
        inFlight++;
        operations += reply.operations();
        try {
            if (served.method() != Methods.AUTHENTICATE) {
                AccessCheck.toCall(context.access(), connection.caller());
            }
            // Other methods have short arguments, and cannot be answered with OVERLOADED.
            if (served.method().declares(Unavailable.class)) {
                in.allowMemory(requests.roomBytes() - CALL_MEMORY_BYTES);
            }
            A arguments = served.read(in);
            long memoryBytes = CALL_MEMORY_BYTES + in.memoryBytes();
            operations += in.elements();
            reply.operations(reply.operations() + in.elements());
            if (context.connections().closing()) {
                reply.fail(Refusals.stopping(served.method()));
            } else if (!context.connections()
                    .admits(connection, speaker(served.method().name(), arguments))) {
                reply.fail(
                        Refusals.noPlace(reply.method(), context.connections().shortageFor(connection)));
                connection.closeWhenTold();
            } else if (isRead(served) && answers.isShortForItsSource() && !answers.admits(1)) {
                reply.fail(new Unavailable(
                        "as many answers to " + connection.caller().principal()
                                + " wait on this node as one may have; read them, and ask for less at a time",
                        UnavailableReason.OVERLOADED));
            } else if (!served.method().declares(Unavailable.class)) {
                run(served, arguments, reply); // not charged: it is answered at once
            } else {
                hold(reply, memoryBytes);
                run(served, arguments, reply);
            }
        } catch (Forbidden e) {
            reply.fail(e);
        } catch (TooMuchMemoryException e) {
            reply.fail(new Unavailable(
                    requests.isShortForItsSource()
                            ? connection.caller().principal() + " has as much under way on this node as one may have;"
                                    + " wait for answers, and send less at a time"
                            : "this node has as many calls under way as its memory allows; try again later",
                    UnavailableReason.OVERLOADED));
        } catch (TooManyElementsException e) {
            reply.fail(
                    served.method().declares(InvalidRequest.class)
                            ? new InvalidRequest(RequestCheck.tooMany(e.size()))
                            : ApplicationErrors.protocol(e));
        } catch (TException e) {
            context.log().log("a call of " + served.method().name() + " from " + connection.remote()
                    + " cannot be read: " + Sentences.of(e));
            reply.fail(ApplicationErrors.protocol(e));
        }
    }

    private static boolean isRead(ServerMethod<?, ?> served) {
        return served.method() == Methods.GET || served.method() == Methods.READ;
    }

    /** The places that are kept for nodes and operators are for those alone, where callers are told apart. */
    private Speaker speaker(String method, TSerializable arguments) {
        Speaker claimed = Speaker.of(method, arguments);
        return claimed == Speaker.PRIVILEGED
                        && context.access()
                                .toInspect(connection.caller().principal())
                                .isPresent()
                ? Speaker.CLIENT
                : claimed;
    }

    private void hold(CallReply<?> call, long memoryBytes) {
        requests.charge(memoryBytes);
        call.holds(memoryBytes);
        connection.updateReading();
    }

    private <A extends TSerializable, T> void run(ServerMethod<A, T> served, A arguments, CallReply<T> reply) {
        try {
            served.action().run(arguments, connection.caller(), reply);
        } catch (InvalidRequest | Forbidden e) {
            reply.fail(e);
            if (connection.caller().guesses()) {
                connection.closeWhenTold();
            }
        } catch (RuntimeException e) {
            LOG.error(
                    "{} failed with an exception that it does not declare",
                    served.method().name(),
                    e);
            reply.failIfUnanswered(e);
        }
    }

    /** Ends a call with its result. */
    void answer(CallReply<?> call, TSerializable result) {
        reading.served();
        connection.used();
        end(call, result);
    }

    private void end(CallReply<?> call, TSerializable result) {
        ended(call);
        if (connection.isServed()) {
            replies.result(call.method(), call.sequence(), result);
        }
        connection.updateReading();
    }

    /** Ends a call with an error. */
    void answerFailure(CallReply<?> call, Exception error) {
        boolean tooMuch = error instanceof Unavailable why && why.getReason() == UnavailableReason.OVERLOADED;
        if (tooMuch && !mayPassOnManyClients()) {
            reading.tooMuch(call.frameBytes());
        }
        // Calls that are forbidden keep no place.
        if (!(error instanceof Forbidden)) {
            connection.used();
        }
        TSerializable declared = call.method().failure(error);
        if (declared != null) {
            end(call, declared);
            return;
        }
        ended(call);
        if (connection.isServed()) {
            replies.error(call.method().name(), call.sequence(), ApplicationErrors.of(error));
        }
        connection.updateReading();
    }

    private void ended(CallReply<?> call) {
        inFlight--;
        requests.release(call.heldBytes());
        operations -= call.operations();
    }
}
