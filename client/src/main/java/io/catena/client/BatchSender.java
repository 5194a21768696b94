package io.catena.client;

import io.catena.thrift.Forbidden;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.SessionExpired;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.thrift.TException;
import org.apache.thrift.transport.TTransportException;

/**
 * Carries batches to one server over a connection that it may share, and says what became of each. Used by the leader of a queue
 * alone, except {@link #close}.
 */
final class BatchSender<W, O extends PendingOperation<W, ?>> {
    /** A socket takes in this number of bytes although nothing reads at the other end; sending more could hang. */
    private static final int SURELY_BUFFERED_BYTES = 32_768;

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
    private final SharedConnection sharedConnection;

    BatchSender(SharedConnection sharedConnection, Exchange<W, O> exchange, Topology topology, Threads threads) {
        this.address = sharedConnection.address();
        this.exchange = exchange;
        this.topology = topology;
        this.threads = threads;
        this.sharedConnection = sharedConnection;
    }

    /** @param batch of one chain */
    Outcome carry(List<O> batch, Deadline limit) {
        sharedConnection.enter();
        try {
            return carry(batch, batch.get(0).chain(), limit);
        } finally {
            sharedConnection.leave();
        }
    }

    private Outcome carry(List<O> batch, ChainRoute chain, Deadline limit) {
        Connection open = null;
        List<O> own = batch;
        List<O> sent = List.of();
        try {
            open = sharedConnection.open(chain, limit);
            sharedConnection.refreshLayout(open, chain, limit);
            sharedConnection.learnChains(open, limit);
            own = ofChain(batch, chain);
            List<O> ready = own.isEmpty() ? own : exchange.prepare(open, own, limit);
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
            chain.served(address);
            return kept(() -> answer(ready, answers));
        } catch (SharedConnection.Unconnected e) {
            topology.dead(address, e.problem());
            chain.suspectChange();
            return lost(each(batch, op -> op.failed(e.problem(), false)));
        } catch (TException | RuntimeException | Error e) {
            // An Error, too, must not leave the queue without a leader; it becomes the cause of the callers'
            // exceptions.
            return sent.isEmpty() ? failed(open, chain, own, e, false) : failed(open, chain, sent, e, true);
        }
    }

    /**
     * Without those of other chains, which go elsewhere. Only the queue of the first chain may have any: as long as it is not known
     * how many chains there are, all operations go there.
     */
    private List<O> ofChain(List<O> batch, ChainRoute chain) {
        if (topology.chains() == 1 || chain.number() > 1) {
            return batch;
        }
        List<O> own = new ArrayList<>(batch.size());
        for (O operation : batch) {
            if (topology.routeOf(operation.key()) == chain) {
                own.add(operation);
            } else {
                operation.misdirected();
            }
        }
        return own;
    }

    private Outcome failed(Connection open, ChainRoute chain, List<O> batch, Throwable e, boolean sent) {
        if (e instanceof InvalidRequest invalid) {
            return kept(each(batch, op -> op.refused(Ending.invalid(address, invalid.getMessage()))));
        }
        if (e instanceof Forbidden forbidden) {
            return sent && batch.size() > 1 ? retryInHalves(batch) : kept(each(batch, op -> refuse(op, forbidden)));
        }
        if (e instanceof Unavailable unavailable) {
            Problem problem = Problem.said(address, unavailable);
            note(chain, unavailable, problem);
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
        disconnected(open, chain, e, problem);
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

    /** Notes what the answer says of the server. */
    private void note(ChainRoute chain, Unavailable unavailable, Problem problem) {
        UnavailableReason reason = unavailable.getReason();
        if (reason == UnavailableReason.STOPPING) {
            topology.dead(address, problem);
            chain.suspectChange();
        } else if (reason == UnavailableReason.NO_CHAIN || reason == UnavailableReason.CHANGING) {
            chain.unsettled(address);
        }
    }

    private void disconnected(Connection broken, ChainRoute chain, Throwable e, Problem problem) {
        boolean timedOut =
                e instanceof TTransportException transport && transport.getType() == TTransportException.TIMED_OUT;
        if (timedOut || broken == null || !broken.isProven()) {
            topology.dead(address, problem);
        }
        chain.suspectChange();
        sharedConnection.disconnect(broken);
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

    /** Ends a call under way; no connection is made any more. Any thread may call it. */
    void close() {
        sharedConnection.close();
    }
}
