package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A lock that one command holds at a time, on this machine and, where the file system has locks, on others. The system takes it
 * back when the process ends, so the empty file stays: to delete it would let two commands hold two files of one name.
 */
final class LockFile implements AutoCloseable {
    private static final long PAUSE_MILLIS = 10;

    /** Its end ends the lock, too. */
    private final FileChannel channel;

    private LockFile(FileChannel channel) {
        this.channel = channel;
    }

    /** One try to lock. */
    interface Try {
        /** @return whether the lock is held now */
        boolean succeeds() throws IOException;
    }

    /**
     * Waits for the lock.
     *
     * @throws CommandFailure if others hold it for so long, or if the file system has no locks
     */
    static LockFile take(Path file, long waitMillis, FileAttribute<?>... attributes) throws IOException {
        FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), attributes);
        try {
            await(file, () -> isTaken(channel), waitMillis);
            return new LockFile(channel);
        } catch (InterruptedException e) {
            channel.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + file, e);
        } catch (RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    static void await(Path file, Try once, long waitMillis) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (!succeeds(file, once)) {
            if (System.nanoTime() - startNanos > TimeUnit.MILLISECONDS.toNanos(waitMillis)) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "another command is changing the contexts and holds " + file
                                + "; nothing was changed. Repeat this when that command has ended");
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private static boolean succeeds(Path file, Try once) {
        try {
            return once.succeeds();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    file + " cannot be locked (" + e.getMessage()
                            + "); nothing was changed. Its file system may have no locks: let CATENA_CONTEXTS name a file on"
                            + " another file system");
        }
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // This process itself holds it.
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
