package io.catena.server.controller.loop;

import io.catena.server.threads.HintedLoop;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a chain's configurations while this node is the elected controller. After each hint it reads everything anew,
 * probes whom it must, decides, checks the decision and publishes it on condition that nothing was published since. It
 * has one thread of its own; every public method only leaves word for it.
 *
 * <p>Being deposed is noticed late by nature. What is promised is that a write of an old term changes nothing, which the
 * directory checks; not that an old controller stops trying at once.
 */
public final class Controller implements Candidate, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);

    private final HintedLoop loop;
    private final Runnable termLost;
    private final ControllerRounds.Parts parts;
    /** Set by the election, taken up by the loop's thread: a fresh object for each term; null while not elected. */
    private final AtomicReference<ControllerRounds> rounds = new AtomicReference<>();

    private final AtomicBoolean zooKeeperReturned = new AtomicBoolean();
    /** The loop's own. */
    private boolean rehearsed;

    /**
     * Makes a controller that waits to be elected.
     *
     * @param nanoTime the monotonic clock
     * @param nodeId whose controller it is: told with each removal
     * @param termLost called on the controller's thread when a write shows that its term is over
     */
    public Controller(
            int chain,
            String nodeId,
            ChainDirectory directory,
            Probe probe,
            ControllerTimings timings,
            LongSupplier nanoTime,
            Runnable termLost) {
        this.parts = new ControllerRounds.Parts(
                chain,
                nodeId,
                directory,
                probe,
                timings,
                new Patience(timings.sessionTimeoutMillis(), nanoTime),
                nanoTime);
        this.termLost = termLost;
        this.loop = new HintedLoop(
                "catena-controller-" + chain, this::round, e -> LOG.error("a round of the controller failed", e));
    }

    /** Starts the thread, and rehearses a round on it. */
    public void start() {
        loop.start();
        loop.hint();
    }

    @Override
    public void elected(int term) {
        rounds.set(new ControllerRounds(parts, term));
        loop.hint();
    }

    @Override
    public void deposed() {
        rounds.set(null);
    }

    @Override
    public void hint() {
        loop.hint();
    }

    @Override
    public void zooKeeperReturned() {
        zooKeeperReturned.set(true);
        loop.hint();
    }

    /** Whether this node is the controller as far as it knows. */
    public boolean isElected() {
        return rounds.get() != null;
    }

    @Override
    public void close() {
        rounds.set(null);
        loop.close();
    }

    private long round() throws InterruptedException {
        ControllerRounds term = rounds.get();
        if (!rehearsed) {
            rehearsed = true;
            ControllerRounds.rehearse(parts);
        }
        if (term == null) {
            return HintedLoop.UNTIL_HINTED;
        }
        if (zooKeeperReturned.getAndSet(false)) {
            term.zooKeeperReturned();
        }
        ControllerRounds.Next next = term.round();
        if (next.termLost() && rounds.compareAndSet(term, null)) {
            LOG.warn("another controller has begun a newer term; this one publishes nothing any more");
            termLost.run();
        }
        return next.afterMillis();
    }
}
