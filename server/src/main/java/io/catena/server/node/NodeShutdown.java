package io.catena.server.node;

import io.catena.server.replica.LocalReplica;
import io.catena.server.storage.DataDirectory;
import io.catena.server.storage.DataDirectoryException;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
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

    /** What takes part in an orderly end. */
    record Parts(
            EventLoop loop,
            LocalReplica replica,
            DataDirectory directory,
            AutoCloseable registration,
            BooleanSupplier hasZooKeeper) {}

    private final Closer closer;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final LeaveCompletion leaveCompletion = new LeaveCompletion();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private volatile Parts parts;

    NodeShutdown(Closer closer) {
        this.closer = closer;
    }

    /** To be called before anybody can ask for an end. */
    void leaveWith(Parts newParts) {
        parts = newParts;
    }

    /** From now on SIGTERM and SIGINT end the node in order. */
    void onTermination() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::terminate, "catena-termination"));
    }

    private void terminate() {
        if (stopping.compareAndSet(false, true)) {
            LOG.info("asked to stop");
            end(false);
        }
        try {
            ended.get(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
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
        leaveCompletion.hasLeft();
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
            new Thread(() -> end(forGood), "catena-end").start();
        }
    }

    private void end(boolean forGood) {
        try {
            leaveChain();
            if (forGood) {
                parts.directory().retire();
                LOG.info("this node has left the cluster for good; its data directory is retired");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DataDirectoryException e) {
            LOG.error("the data directory could not be marked as retired: {}", e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("this node could not leave in order; it goes all the same", e);
        } finally {
            closer.run();
            LOG.info("stopped");
            ended.complete(STOPPED);
        }
    }

    /** Gives up the role and waits until the chain goes on without it; the last member just stops. */
    private void leaveChain() throws InterruptedException {
        boolean leaves =
                parts.loop().submit(this::beginLeaving).syncUninterruptibly().getNow();
        if (leaves && !leaveCompletion.await(parts.hasZooKeeper())) {
            LOG.warn("the chain has not let this node go; it goes all the same");
        }
    }

    private boolean beginLeaving() {
        LocalReplica replica = parts.replica();
        if (!replica.isMember() || replica.isLastMember()) {
            return false;
        }
        replica.driver().leave();
        return true;
    }

    private void haltSoon(Runnable first) {
        stopping.set(true);
        Thread halting = new Thread(
                () -> {
                    try {
                        first.run();
                        pause();
                    } finally {
                        Runtime.getRuntime().halt(HALTED);
                    }
                },
                "catena-halt");
        halting.start();
    }

    private static void pause() {
        try {
            Thread.sleep(LAST_WORD_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
            Runtime.getRuntime().halt(HALTED);
        }
    }
}
