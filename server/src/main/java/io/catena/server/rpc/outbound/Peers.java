package io.catena.server.rpc.outbound;

import io.catena.server.chain.Invariant;
import io.catena.server.chain.Message;
import io.catena.server.chain.Message.Envelope;
import io.catena.server.rpc.Budget;
import io.catena.server.rpc.Frames;
import io.catena.server.rpc.MessageCodec;
import io.catena.server.rpc.MessageCodec.Outgoing;
import io.catena.server.rpc.RateLimitedLog;
import io.catena.server.rpc.RemoteMethod;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.RpcTransport;
import io.catena.server.rpc.Sentences;
import io.catena.server.threads.LastResort;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TMessageType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages and calls to other nodes, each identified by its address {@code host:port}. Connections are opened
 * when they are needed: for each address one for messages and one for calls. All methods must be called on the event
 * loop, except {@link #close}.
 *
 * <p>There is no back-off here: each message to an address without a connection begins a new attempt at once.
 */
public final class Peers {
    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
    private static final long SWEEP_MILLIS = 1000;
    /** A node that has lost its place answers the calls that it knows the outcome of within this time, if it lives. */
    private static final long LAST_WORD_MILLIS = 200;

    /** Is told of messages that may have been lost. */
    @FunctionalInterface
    public interface Listener {
        /**
         * The connection for messages to the address could not be opened, or broke: some last part of what was sent on
         * it is lost. Called once for each such connection, on the event loop, never from inside a method of
         * {@link Peers}; messages that are sent before it is called are lost with the connection. Not called for
         * connections that are closed on purpose, nor for those that carry calls.
         */
        void onDown(String address);
    }

    private final EventLoop loop;
    private final PeerContext context;
    private final RpcTransport transport;
    private final Listener listener;
    private final Map<String, LinkConnection> links = new HashMap<>();
    private final Map<String, CallConnection> callers = new HashMap<>();
    /** Connections that take no further calls and wait for the last answers. */
    private final Set<CallConnection> leaving = new HashSet<>();

    private final ScheduledFuture<?> sweeping;
    private boolean closed;

    public Peers(RpcTransport transport, PeerLimits limits, RpcCounters counters, Listener listener) {
        this.transport = transport;
        this.loop = transport.loop();
        this.listener = listener;
        RateLimitedLog log = new RateLimitedLog(LOG::info, System::nanoTime);
        this.context = new PeerContext(
                new PeerConnector(transport), limits, new Budget(limits.maxOutputBytes()), counters, log);
        long everyMillis = Math.max(1, Math.min(SWEEP_MILLIS, limits.idleMillis() / 4));
        this.sweeping = loop.scheduleAtFixedRate(
                LastResort.surviving("the sweep of connections to other nodes", this::sweep),
                everyMillis,
                everyMillis,
                TimeUnit.MILLISECONDS);
    }

    /**
     * Sends a message. Messages to one address arrive in the order in which they were sent, up to the point at which
     * {@link Listener#onDown} reports a loss.
     *
     * @throws IllegalArgumentException if the message is longer than {@link MessageCodec#MAX_FRAME_BYTES}; the caller
     *     must send smaller ones
     */
    public void send(String address, Envelope from, Message message) {
        checkThread();
        if (!closed) {
            LinkConnection link = links.computeIfAbsent(address, this::openLink);
            link.send(encode(from, message));
        }
    }

    private ByteBuf encode(Envelope from, Message message) {
        Outgoing outgoing = MessageCodec.encode(from, message);
        context.counters().messageOut(outgoing.name());
        try {
            return Frames.encode(
                    transport.allocator(),
                    PeerConnection.header(outgoing.name(), TMessageType.ONEWAY, 0),
                    outgoing.arguments(),
                    MessageCodec.MAX_FRAME_BYTES);
        } catch (TException e) {
            throw new IllegalArgumentException("cannot send " + outgoing.name() + ": " + Sentences.of(e), e);
        }
    }

    private LinkConnection openLink(String address) {
        LinkConnection link = new LinkConnection(address, context, (ended, onPurpose) -> {
            links.remove(ended.address(), ended);
            if (!onPurpose) {
                listener.onDown(ended.address());
            }
        });
        link.open();
        return link;
    }

    /**
     * Calls a method of another node.
     *
     * @param reply gets the answer, one of the method's declared exceptions, a {@code TApplicationException} from the
     *     other node, or a {@link PeerCallException} that says whether the call may have been done; on the event loop,
     *     never from inside this method
     */
    public <A extends TSerializable, T> void call(
            String address, RemoteMethod<A, T> method, A arguments, long timeoutMillis, Reply<T> reply) {
        checkThread();
        if (closed) {
            failLater(reply, new PeerCallException("the node is shutting down", false));
            return;
        }
        CallConnection connection = callers.computeIfAbsent(address, this::openCaller);
        if (connection.full()) {
            failLater(reply, PeerCallException.tooMuch("too many calls to " + address + " are under way"));
            return;
        }
        try {
            connection.call(method, arguments, timeoutMillis, reply);
            context.counters().callOut(method.name());
        } catch (PeerCallException e) {
            failLater(reply, e);
        } catch (TException e) {
            failLater(reply, new PeerCallException("the call cannot be sent: " + Sentences.of(e), false));
        }
    }

    /** As in {@link PeerLimits}. */
    public int maxCallsPerPeer() {
        return context.limits().maxCallsPerPeer();
    }

    private CallConnection openCaller(String address) {
        CallConnection caller = new CallConnection(address, context, ended -> {
            callers.remove(ended.address(), ended);
            leaving.remove(ended);
        });
        caller.open();
        return caller;
    }

    private void checkThread() {
        Invariant.check(loop.inEventLoop(), "peers are used by the event loop only, not by %s", Thread.currentThread());
    }

    private void failLater(Reply<?> reply, PeerCallException error) {
        loop.execute(LastResort.surviving("the end of a call", () -> reply.fail(error)));
    }

    /**
     * Closes the connections to all other addresses as soon as nothing is under way on them; the listener is not told.
     */
    public void retain(Set<String> addresses) {
        checkThread();
        all().filter(connection -> !addresses.contains(connection.address())).forEach(PeerConnection::retire);
        sweep();
    }

    /**
     * Ends the calls that are under way to the address after {@link #LAST_WORD_MILLIS}, because the node there has lost
     * the part in the chain for which they were meant and may never answer. Later calls use a connection of their own.
     *
     * @param why the reason that callers get
     */
    public void abandonCalls(String address, String why) {
        checkThread();
        CallConnection caller = callers.remove(address);
        if (caller != null) {
            leaving.add(caller);
            caller.retire();
            loop.schedule(
                    LastResort.surviving("the end of calls to " + address, () -> caller.close(why)),
                    LAST_WORD_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Closes the connections to the address at once, so that the next message opens a new one. Calls under way fail;
     * the listener is not told.
     */
    public void disconnect(String address) {
        checkThread();
        closeAll(() -> all().filter(connection -> connection.address().equals(address)));
    }

    private void sweep() {
        long nowNanos = System.nanoTime();
        long idleNanos = TimeUnit.MILLISECONDS.toNanos(context.limits().idleMillis());
        closeAll(() -> all().filter(connection -> connection.isSpare(nowNanos, idleNanos)));
    }

    private static void closeAll(Supplier<Stream<PeerConnection>> which) {
        List<PeerConnection> chosen = which.get().toList();
        chosen.forEach(PeerConnection::close);
    }

    private Stream<PeerConnection> all() {
        return Stream.of(links.values(), callers.values(), leaving).flatMap(Collection::stream);
    }

    /** Closes all connections: calls under way fail, the listener is not told. May be called from any thread. */
    public void close() {
        loop.execute(() -> {
            closed = true;
            sweeping.cancel(false);
            closeAll(this::all);
            context.connector().close();
        });
    }
}
