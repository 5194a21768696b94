package io.catena.server.storage;

import io.catena.server.storage.files.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps other processes, and others in this process, out of a directory. The operating system gives the lock back when
 * the process ends, however it ends. Not for network file systems, whose locks are doubtful.
 */
final class DirectoryLock implements AutoCloseable {
    /**
     * What this process holds. The operating system's locks belong to the process, and closing any channel of a file
     * gives up its lock, so a file that is locked here must not even be opened again.
     */
    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final boolean created;
    private final Object key;
    private final FileChannel channel;

    private DirectoryLock(Path file, boolean created, Object key, FileChannel channel) {
        this.file = file;
        this.created = created;
        this.key = key;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @return null if another process has it
     */
    static DirectoryLock tryAcquire(Path file) throws IOException {
        boolean created = false;
        while (true) {
            created |= createIfMissing(file);
            try {
                Object key = keyOf(file);
                if (!HELD.add(key)) {
                    return null;
                }
                FileChannel channel = lock(file, key);
                if (channel == null) {
                    return null;
                }
                // The process that had it may have removed the file before this process locked it: then the lock guards
                // nothing.
                if (key.equals(keyOf(file))) {
                    return new DirectoryLock(file, created, key, channel);
                }
                release(channel, key);
            } catch (NoSuchFileException e) {
                continue; // its last owner has removed it: make it again
            }
        }
    }

    /** Gives the lock back and, if it was not there before, removes the file. */
    void closeAndRemove() throws IOException {
        if (created) {
            Files.deleteIfExists(file);
        }
        close();
    }

    /** Gives the lock back; again has no effect. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            release(channel, key);
        }
    }

    private static boolean createIfMissing(Path file) throws IOException {
        try {
            OwnerOnly.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static FileChannel lock(Path file, Object key) throws IOException {
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
            locked = channel.tryLock() != null;
            return locked ? channel : null;
        } finally {
            if (!locked) {
                release(channel, key);
            }
        }
    }

    private static void release(FileChannel channel, Object key) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            HELD.remove(key);
        }
    }

    /** The same for all paths to one file. */
    private static Object keyOf(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file.toRealPath() : key;
    }
}
