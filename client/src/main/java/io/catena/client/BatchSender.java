package io.catena.client;

import io.catena.thrift.Forbidden;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.SessionExpired;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;
import org.apache.thrift.transport.TTransportException;

/**
 * Carries batches to one server over one connection, which it makes when it has none, and says what became of each. Used
 * by the leader of a queue alone, except {@link #close}.
 */
final class BatchSender<W, O extends PendingOperation<W, ?>> {
    /** A socket takes in this number of bytes although nothing reads at the other end; sending more could hang. */
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
    private final PendingConnections pendingConnections;
    /** Null: none. Written by the leader. */
    private volatile Connection connection;

    private volatile boolean closed;

    BatchSender(
            ServerAddress address,
            Exchange<W, O> exchange,
            Topology topology,
            Threads threads,
            PendingConnections pendingConnections) {
        this.address = address;
        this.exchange = exchange;
        this.topology = topology;
        this.threads = threads;
        this.pendingConnections = pendingConnections;
    }

    Outcome carry(List<O> batch, Deadline limit) {
        List<O> sent = List.of();
        try {
            Connection open = connection;
            if (open == null) {
                open = connect(limit);
            } else {
                refreshLayout(open, limit);
            }
            List<O> ready = exchange.prepare(open, batch, limit);
            if (ready.isEmpty()) {
                return kept(() -> {});
            }
            ScheduledFuture<?> hangUp = hangUpLater(open, ready, limit);
            sent = ready;
            List<W> answers;
            try {
                answers = exchange.perform(open, ready, limit);
            } finally {
                if (hangUp != null) {
                    hangUp.cancel(false);
                }
            }
            open.prove();
            topology.served(address);
            return kept(() -> answer(ready, answers));
        } catch (Unconnected e) {
            topology.dead(address, e.problem);
            return lost(each(batch, op -> op.failed(e.problem, false)));
        } catch (TException | RuntimeException | Error e) {
            // An Error, too, must not leave the queue without a leader; it becomes the cause of the callers'
            // exceptions.
            return sent.isEmpty() ? failed(batch, e, false) : failed(sent, e, true);
        }
    }

    private Outcome failed(List<O> batch, Throwable e, boolean sent) {
        if (e instanceof InvalidRequest invalid) {
            return kept(each(batch, op -> op.refused(Ending.invalid(address, invalid.getMessage()))));
        }
        if (e instanceof Forbidden forbidden) {
            return sent && batch.size() > 1 ? retryInHalves(batch) : kept(each(batch, op -> refuse(op, forbidden)));
        }
        if (e instanceof Unavailable unavailable) {
            Problem problem = Problem.said(address, reason(unavailable), unavailable.getMessage());
            note(unavailable, problem);
            return retry(batch, problem, false);
        }
        if (e instanceof OutcomeUnknown unknown) {
            // If a call that prepares the batch throws this, its own outcome is unknown, not that of the batch.
            Problem problem = sent ? Problem.said(address, null, unknown.getMessage()) : Problem.notPrepared(address);
            return retry(batch, problem, sent);
        }
        if (e instanceof SessionExpired expired) {
            // Not with the server's words, which are about earlier attempts: the operation knows more about those.
            Problem problem = Problem.sessionForgotten(address);
            return kept(() -> exchange.expired(batch, problem, expired));
        }
        Problem problem = Problem.broken(address, e);
        disconnected(e, problem);
        if (sent && e instanceof OutOfMemoryError) {
            // Another attempt would take as much memory again.
            return lost(each(batch, op -> op.abandoned(Ending.GivenUp.NO_MEMORY, true)));
        }
        return lost(each(batch, op -> op.failed(problem, sent)));
    }

    private void refuse(O operation, Forbidden forbidden) {
        operation.refused(
                operation.maybeDone()
                        ? Ending.forbiddenLate(address, forbidden)
                        : Ending.forbidden(address, forbidden));
    }

    /** Nothing of the batch was done, because one of its calls is forbidden; the server does not say which. */
    private Outcome retryInHalves(List<O> batch) {
        Object oneHalf = new Object();
        Object otherHalf = new Object();
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).travelWith(i < batch.size() / 2 ? oneHalf : otherHalf);
        }
        return retry(batch, Problem.forbiddenCompany(address), false);
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

    /** Null if the server gave no reason that this client knows. */
    private static UnavailableException.Reason reason(Unavailable unavailable) {
        UnavailableReason reason = unavailable.getReason();
        return reason == null
                ? null
                : Arrays.stream(UnavailableException.Reason.values())
                        .filter(known -> known.name().equals(reason.name()))
                        .findFirst()
                        .orElse(UnavailableException.Reason.DEADLINE);
    }

    /** Notes what the answer says of the server. */
    private void note(Unavailable unavailable, Problem problem) {
        UnavailableReason reason = unavailable.getReason();
        if (reason == UnavailableReason.STOPPING) {
            topology.dead(address, problem);
        } else if (reason == UnavailableReason.NO_CHAIN || reason == UnavailableReason.CHANGING) {
            topology.unsettled(address);
        }
    }

    private void disconnected(Throwable e, Problem problem) {
        Connection broken = connection;
        boolean timedOut =
                e instanceof TTransportException transport && transport.getType() == TTransportException.TIMED_OUT;
        if (timedOut || broken == null || !broken.isProven()) {
            topology.dead(address, problem);
        } else {
            topology.suspectChange();
        }
        disconnect();
    }

    /** Ends the sending of a large batch at the limit; null for a batch that the socket takes in at once. */
    private ScheduledFuture<?> hangUpLater(Connection open, List<O> batch, Deadline limit) {
        int bytes = 0;
        for (O operation : batch) {
            bytes += operation.batchBytes();
        }
        return bytes <= SURELY_BUFFERED_BYTES
                ? null
                : threads.timer().schedule(open::close, limit.remainingNanos(), TimeUnit.NANOSECONDS);
    }

    /** @return false if there was no need to: the server was not asked */
    private boolean refreshLayout(Connection open, Deadline limit) throws TException {
        if (!topology.claimRefresh()) {
            return false;
        }
        Layout learned = null;
        try {
            learned = askForLayout(open, limit);
        } finally {
            topology.refreshed(learned);
        }
        return true;
    }

    /** Null if the server knows no chain; the batch itself will hear so too. */
    private static Layout askForLayout(Connection open, Deadline limit) throws TException {
        try {
            return ServerSearch.layoutQuestion().ask(open, limit);
        } catch (Unavailable | InvalidRequest | Forbidden e) {
            return null;
        }
    }

    /** Returns when the server has answered on the connection, so that no call waits long for a server that only accepts. */
    private Connection connect(Deadline limit) throws Unconnected, Forbidden {
        Connection open = threads.access().newConnection(address);
        connection = open;
        try (PendingConnections.Opening opening = pendingConnections.begin(open)) {
            try {
                if (closed) {
                    throw new TApplicationException("the client was closed");
                }
                open.connect(limit.earlierOf(Deadline.afterMillis(CONNECT_MILLIS)), limit);
                if (!refreshLayout(open, limit)) {
                    topology.learned(askForLayout(open, limit));
                }
                if (!opening.succeeds()) {
                    throw new TApplicationException("its answer came too late");
                }
                topology.connected();
            } catch (Forbidden e) {
                disconnect();
                throw e;
            } catch (TException e) {
                disconnect();
                throw new Unconnected(
                        opening.isGivenUp() ? Problem.silentUnlikeOthers(address) : Problem.cannotConnect(address, e));
            }
        }
        return open;
    }

    /** To be called by the leader, or when there is none. */
    void disconnect() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    /** Ends a call under way; no connection is made any more. Any thread may call it. */
    void close() {
        closed = true;
        Connection open = connection;
        if (open != null) {
            open.close();
        }
    }

    /** Nothing was sent. */
    private static final class Unconnected extends Exception {
        private final transient Problem problem;

        Unconnected(Problem problem) {
            super(null, null, false, false);
            this.problem = problem;
        }
    }
}
