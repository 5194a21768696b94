package io.catena.server.node;

import io.catena.server.replica.LeaveCompletion;
import io.catena.server.runtime.Scheduler;
import io.catena.server.storage.DataDirectoryException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node ends: in order (it leaves the chain first), on the spot, or because going on could do harm. Whichever comes
 * first counts. Thread-safe.
 */
final class NodeShutdown implements Admin.Ending, ReplicaHost.Ending {
    private static final Logger LOG = LoggerFactory.getLogger(NodeShutdown.class);
    private static final int STOPPED = 0;
    private static final int HALTED = 1;
    private static final long END_SECONDS = 25;
    /** For the reply to an operator to get out before the process is gone. */
    private static final long LAST_WORD_MILLIS = 50;

    /** The node's data directory, when the node leaves its cluster. */
    interface Retirement {
        void retire() throws DataDirectoryException;
    }

    /** What takes part in an orderly end; the leave belongs to the loop. */
    record Parts(Scheduler loop, LeaveCompletion leave, Retirement directory, AutoCloseable registration) {}

    private final Closer closer;
    private final HostProcess process;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private volatile Parts parts;

    NodeShutdown(Closer closer, HostProcess process) {
        this.closer = closer;
        this.process = process;
    }

    /** To be called before anybody can ask for an end. */
    void leaveWith(Parts newParts) {
        parts = newParts;
    }

    /** From now on SIGTERM and SIGINT end the node in order. */
    void onTermination() {
        process.onTermination(this::terminate);
    }

    private void terminate() {
        if (stopping.compareAndSet(false, true)) {
            LOG.info("asked to stop");
            end(false);
        }
        if (!process.await(ended, END_SECONDS)) {
            LOG.warn("the end did not come in {} s", END_SECONDS);
        }
    }

    /** Waits for the end; returns the exit code. */
    int await() {
        return ended.join();
    }

    @Override
    public boolean isStopping() {
        return stopping.get();
    }

    @Override
    public void hasLeft() {
        parts.leave().hasLeft();
    }

    @Override
    public void die(boolean clean) {
        if (clean) {
            endInOrder(false);
        } else {
            haltSoon(() -> {});
        }
    }

    @Override
    public void leave(boolean clean) {
        if (clean) {
            endInOrder(true);
        } else {
            haltSoon(this::dropRegistration);
        }
    }

    private void endInOrder(boolean forGood) {
        if (stopping.compareAndSet(false, true)) {
            end(forGood);
        }
    }

    /** Leaves the chain first; the last member just stops. */
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
                    LOG.warn("the chain has not let this node go; it goes all the same");
                }
                endInBackground(forGood);
            });
        } catch (RuntimeException | Error e) {
            goesAllTheSame(e);
            endInBackground(forGood);
        }
    }

    /** Closing waits for the loop among others. */
    private void endInBackground(boolean forGood) {
        process.inBackground("catena-end", () -> close(forGood));
    }

    private void close(boolean forGood) {
        try {
            if (forGood) {
                parts.directory().retire();
                LOG.info("this node has left the cluster for good; its data directory is retired");
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
        LOG.error("this node could not leave in order; it goes all the same", e);
    }

    private void haltSoon(Runnable first) {
        stopping.set(true);
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
            LOG.warn("the registration could not be dropped; it goes with the session: {}", e.toString());
        }
    }

    /**
     * A thread has ended by something that nobody had expected. Whatever it was for is not done any more, so that nobody
     * could rely on this process.
     */
    void threadFailed(Thread thread, Throwable cause) {
        if (isStopping()) {
            LOG.warn("thread {} failed while the node ends", thread.getName(), cause);
        } else {
            halt("thread " + thread.getName() + " cannot go on: " + cause, cause);
        }
    }

    /** Going on could do harm: nothing is flushed, nothing is said to anybody but the log. */
    @Override
    public void halt(String reason, Throwable cause) {
        try {
            LOG.error("STOPPED: {}", reason, cause);
            System.err.println("catena-server: stopped: " + reason);
        } finally {
            process.halt(HALTED);
        }
    }
}
