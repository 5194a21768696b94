package io.catena.client;

import io.catena.thrift.InvalidRequest;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.SessionExpired;
import io.catena.thrift.Unavailable;
import io.catena.thrift.catenaConstants;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.transport.TTransportException;

/**
 * Carries batches to one server over one connection, which it makes when it has none, and says what became of each. Used
 * by the leader of a lane alone, except {@link #close}.
 */
final class Courier<W, O extends Operation<W, ?>> {
    /** So much a socket takes in without anybody reading at the other end; sending more could hang. */
    private static final int SURELY_BUFFERED_BYTES = 32_768;

    private static final long CONNECT_MILLIS = 500;

    /**
     * What became of a batch.
     *
     * @param tell tells each operation
     * @param broken the connection is gone
     */
    record Outcome(Runnable tell, boolean broken) {}

    private final ServerAddress address;
    private final Exchange<W, O> exchange;
    private final Topology topology;
    private final Threads threads;
    /** Null: none. Written by the leader. */
    private volatile Connection connection;

    private volatile boolean closed;

    Courier(ServerAddress address, Exchange<W, O> exchange, Topology topology, Threads threads) {
        this.address = address;
        this.exchange = exchange;
        this.topology = topology;
        this.threads = threads;
    }

    Outcome carry(List<O> batch, Deadline limit) {
        List<O> sent = List.of();
        try {
            Connection open = connected(limit);
            refreshLayout(open, limit);
            List<O> ready = exchange.prepare(open, batch, limit);
            if (ready.isEmpty()) {
                return kept(() -> {});
            }
            sent = ready;
            List<W> answers = perform(open, ready, limit);
            open.prove();
            topology.served(address);
            return kept(() -> answer(ready, answers));
        } catch (Unconnected e) {
            topology.dead(address);
            return lost(each(batch, op -> op.failed(Problem.cannotConnect(address, e.getCause()), false)));
        } catch (TException | RuntimeException | Error e) {
            // An Error too must not leave the lane without a leader: it becomes the cause of what callers get.
            return sent.isEmpty() ? failed(batch, e, false) : failed(sent, e, true);
        }
    }

    private Outcome failed(List<O> batch, Throwable e, boolean sent) {
        if (e instanceof InvalidRequest invalid) {
            return kept(each(batch, op -> op.refused(Ending.invalid(address, invalid.getMessage()))));
        }
        if (e instanceof Unavailable unavailable) {
            UnavailableException.Reason reason = note(unavailable);
            return retry(batch, Problem.said(address, reason, unavailable.getMessage()), false);
        }
        if (e instanceof OutcomeUnknown unknown) {
            return retry(batch, Problem.said(address, null, unknown.getMessage()), sent);
        }
        if (e instanceof SessionExpired expired) {
            Problem problem = Problem.said(address, null, expired.getMessage());
            return kept(() -> exchange.expired(batch, problem, expired));
        }
        disconnected(e);
        Problem problem = Problem.broken(address, e);
        return lost(each(batch, op -> op.failed(problem, sent)));
    }

    private Outcome retry(List<O> batch, Problem problem, boolean maybeDone) {
        return kept(each(batch, op -> op.failed(problem, maybeDone)));
    }

    private static Outcome kept(Runnable tell) {
        return new Outcome(tell, false);
    }

    private static Outcome lost(Runnable tell) {
        return new Outcome(tell, true);
    }

    private static <O> Runnable each(List<O> batch, Consumer<O> tell) {
        return () -> batch.forEach(tell);
    }

    private void answer(List<O> batch, List<W> answers) {
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answered(answers.get(i));
        }
    }

    /** Takes note of what it means for the server, and gives the reason the client's name. */
    private UnavailableException.Reason note(Unavailable unavailable) {
        if (unavailable.getReason() == null) {
            return null;
        }
        switch (unavailable.getReason()) {
            case NO_CHAIN:
                topology.unsettled(address);
                return UnavailableException.Reason.NO_CHAIN;
            case CHANGING:
                topology.unsettled(address);
                return UnavailableException.Reason.CHANGING;
            case STOPPING:
                topology.dead(address);
                return UnavailableException.Reason.STOPPING;
            case TOO_FEW_MEMBERS:
                return UnavailableException.Reason.TOO_FEW_MEMBERS;
            case NO_SPACE:
                return UnavailableException.Reason.NO_SPACE;
            case OVERLOADED:
                return UnavailableException.Reason.OVERLOADED;
            default:
                return UnavailableException.Reason.DEADLINE;
        }
    }

    private void disconnected(Throwable e) {
        Connection broken = connection;
        boolean timedOut =
                e instanceof TTransportException transport && transport.getType() == TTransportException.TIMED_OUT;
        if (timedOut || broken == null || !broken.isProven()) {
            topology.dead(address);
        } else {
            topology.suspectChange();
        }
        disconnect();
    }

    private List<W> perform(Connection open, List<O> batch, Deadline limit) throws TException {
        int bytes = 0;
        for (O operation : batch) {
            bytes += operation.batchBytes();
        }
        if (bytes <= SURELY_BUFFERED_BYTES) {
            return exchange.perform(open, batch, limit);
        }
        ScheduledFuture<?> hangUp = threads.timer().schedule(open::close, limit.remainingNanos(), TimeUnit.NANOSECONDS);
        try {
            return exchange.perform(open, batch, limit);
        } finally {
            hangUp.cancel(false);
        }
    }

    private void refreshLayout(Connection open, Deadline limit) throws TException {
        if (!topology.claimRefresh()) {
            return;
        }
        Layout learned = null;
        try {
            learned = Layout.of(open.catena(limit).layout(catenaConstants.DEFAULT_CHAIN));
        } catch (Unavailable | InvalidRequest e) {
            // The server knows no chain; the batch itself will hear so too.
            learned = null;
        } finally {
            topology.refreshed(learned);
        }
    }

    private Connection connected(Deadline limit) throws Unconnected {
        Connection open = connection;
        if (open != null) {
            return open;
        }
        open = new Connection(address);
        connection = open;
        try {
            if (closed) {
                throw new TApplicationException("the client was closed");
            }
            open.connect(limit.earlierOf(Deadline.afterMillis(CONNECT_MILLIS)));
        } catch (TException e) {
            disconnect();
            throw new Unconnected(e);
        }
        return open;
    }

    /** By the leader, or when there is none. */
    void disconnect() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    /** From any thread: ends a call under way, and no connection is made any more. */
    void close() {
        closed = true;
        Connection open = connection;
        if (open != null) {
            open.close();
        }
    }

    /** Nothing was sent. */
    private static final class Unconnected extends Exception {
        Unconnected(Exception cause) {
            super(cause);
        }
    }
}
