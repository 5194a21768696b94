package io.catena.server.node.shutdown;

import io.catena.server.node.operators.Admin;
import io.catena.server.replica.LeaveCompletion;
import io.catena.server.runtime.Scheduler;
import io.catena.server.storage.DataDirectoryException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the node: in order (it leaves the chain first), at once, or because to continue could do harm. The first reason
 * counts. Thread-safe.
 */
public final class NodeShutdown implements Admin.Ending {
    private static final Logger LOG = LoggerFactory.getLogger(NodeShutdown.class);
    private static final int STOPPED = 0;
    private static final int HALTED = 1;
    private static final long END_SECONDS = 25;
    /** Time for the reply to the operator to be sent before the process ends. */
    private static final long LAST_WORD_MILLIS = 50;

    /** Marks the node's data directory when the node leaves its cluster. */
    public interface Retirement {
        void retire() throws DataDirectoryException;
    }

    /** Takes the node's replicas out of their chains. */
    public interface Leave {
        /** @param done hears the outcome, once; perhaps at once */
        void begin(Consumer<LeaveCompletion.Outcome> done);
    }

    /**
     * The parts of an orderly end.
     *
     * @param loop on which the leave begins
     * @param farewell tells the cluster, when the directory is retired and before the registration ends, that the node does not
     *     come back; returns soon
     */
    public record Parts(
            Scheduler loop, Leave leave, Retirement directory, Runnable farewell, AutoCloseable registration) {}

    private final Closer closer;
    private final HostProcess process;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private volatile Parts parts;

    public NodeShutdown(Closer closer, HostProcess process) {
        this.closer = closer;
        this.process = process;
    }

    /** To be called before an end can be requested. */
    public void leaveWith(Parts newParts) {
        parts = newParts;
    }

    /** Makes SIGTERM and SIGINT end the node in order. */
    public void onTermination() {
        process.onTermination(this::terminate);
    }

    private void terminate() {
        if (stopping.compareAndSet(false, true)) {
            LOG.info("asked to stop");
            end(false);
        }
        if (!process.await(ended, END_SECONDS)) {
            LOG.warn("the node did not end in {} s; the process exits all the same", END_SECONDS);
        }
    }

    /** A start that is under way when the node has ended is interrupted: its parts are closed. */
    public void interruptsStart(Thread starting) {
        ended.thenRun(starting::interrupt);
    }

    /** Waits until the node has ended; returns the exit code. */
    public int await() {
        return ended.join();
    }

    @Override
    public boolean isStopping() {
        return stopping.get();
    }

    @Override
    public boolean die(boolean clean, Runnable first) {
        return begin(first, clean ? () -> end(false) : () -> haltSoon(() -> {}));
    }

    @Override
    public boolean leave(boolean clean, Runnable first) {
        return begin(first, clean ? () -> end(true) : () -> haltSoon(this::dropRegistration));
    }

    /** The end comes whatever becomes of what is done before. */
    private boolean begin(Runnable first, Runnable theEnd) {
        if (!stopping.compareAndSet(false, true)) {
            return false;
        }
        try {
            first.run();
        } finally {
            theEnd.run();
        }
        return true;
    }

    /** Leaves the chain first; the last member only stops. */
    private void end(boolean forGood) {
        try {
            parts.loop().execute(() -> leaveChain(forGood));
        } catch (RuntimeException e) {
            goesAllTheSame(e);
            endInBackground(forGood);
        }
    }

    private void leaveChain(boolean forGood) {
        try {
            parts.leave().begin(outcome -> {
                if (outcome == LeaveCompletion.Outcome.NOT_LET_GO) {
                    LOG.warn("the chain did not remove this node in time; the node ends all the same");
                }
                endInBackground(forGood);
            });
        } catch (RuntimeException | Error e) {
            goesAllTheSame(e);
            endInBackground(forGood);
        }
    }

    /** On another thread, because closing waits for the loop. */
    private void endInBackground(boolean forGood) {
        process.inBackground("catena-end", () -> close(forGood));
    }

    private void close(boolean forGood) {
        try {
            if (forGood) {
                parts.directory().retire();
                LOG.info("this node has left the cluster for good; its data directory is retired");
                parts.farewell().run();
            }
        } catch (DataDirectoryException e) {
            LOG.error("the data directory could not be marked as retired: {}", e.getMessage());
        } catch (RuntimeException | Error e) {
            goesAllTheSame(e);
        } finally {
            closer.run();
            LOG.info("stopped");
            ended.complete(STOPPED);
        }
    }

    private static void goesAllTheSame(Throwable e) {
        LOG.error("this node could not leave the chain in order; it ends all the same", e);
    }

    private void haltSoon(Runnable first) {
        process.inBackground("catena-halt", () -> {
            try {
                first.run();
                process.pause(LAST_WORD_MILLIS);
            } finally {
                process.halt(HALTED);
            }
        });
    }

    private void dropRegistration() {
        try {
            parts.registration().close();
        } catch (Exception e) {
            LOG.warn("the registration could not be deleted; it ends with the session: {}", e.toString());
        }
    }

    /**
     * A thread has ended with an unexpected error. The work of the thread is not done from then on, so that the other
     * nodes cannot rely on this process.
     */
    public void threadFailed(Thread thread, Throwable cause) {
        if (isStopping()) {
            LOG.warn("thread {} failed while the node ends", thread.getName(), cause);
        } else {
            halt("thread " + thread.getName() + " cannot go on: " + cause, cause);
        }
    }

    /** To continue could do harm: nothing is flushed, and only the log and standard error say why. */
    public void halt(String reason, Throwable cause) {
        try {
            LOG.error("STOPPED: {}", reason, cause);
            System.err.println("catena-server: stopped: " + reason);
        } finally {
            process.halt(HALTED);
        }
    }
}
