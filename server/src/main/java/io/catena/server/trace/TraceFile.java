package io.catena.server.trace;

import io.catena.server.storage.files.OwnerOnly;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A trace in a file that only its owner may read; lines are added behind those that the file has. No caller waits for
 * the disk: a thread of its own writes the lines. A trace that would take too much memory or disk ends there for good.
 * Thread-safe; lines of one thread keep their order.
 */
public final class TraceFile implements ReplicaTrace.Lines, AutoCloseable {
    /** The trace ends when this instance has written this many bytes. */
    static final long MAX_BYTES = 1L << 30;
    /** The trace ends when this many bytes wait for the disk. */
    static final long MAX_WAITING_BYTES = 32L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(TraceFile.class);
    private static final long FLUSH_SECONDS = 5;

    private final Path path;
    private final OutputStream out;
    private final long maxBytes;
    private final long maxWaitingBytes;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> new Thread(task, "catena-trace"));
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean over;

    private TraceFile(Path path, OutputStream out, long maxBytes, long maxWaitingBytes) {
        this.path = path;
        this.out = out;
        this.maxBytes = maxBytes;
        this.maxWaitingBytes = maxWaitingBytes;
    }

    /** Opens the file to append to it; creates it if it is missing. */
    public static TraceFile open(Path path) throws IOException {
        return open(path, MAX_BYTES, MAX_WAITING_BYTES);
    }

    static TraceFile open(Path path, long maxBytes, long maxWaitingBytes) throws IOException {
        OutputStream out = Channels.newOutputStream(
                OwnerOnly.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
        return new TraceFile(path, out, maxBytes, maxWaitingBytes);
    }

    @Override
    public boolean add(String line) {
        if (over) {
            return false;
        }
        byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (bytes.addAndGet(text.length) > maxBytes) {
            return ends("it would be longer than " + maxBytes + " bytes");
        }
        if (waitingBytes.addAndGet(text.length) > maxWaitingBytes) {
            return ends("the disk is too slow: more than " + maxWaitingBytes + " bytes wait to be written");
        }
        writer.execute(() -> write(text));
        return true;
    }

    private boolean ends(String why) {
        over = true;
        LOG.warn("the trace in {} ends here: {}", path, why);
        return false;
    }

    private void write(byte[] text) {
        try {
            out.write(text);
            waitingBytes.addAndGet(-text.length);
        } catch (IOException e) {
            if (!over) {
                ends(e.toString());
            }
        }
    }

    @Override
    public void flush() {
        try {
            writer.submit(() -> {}).get(FLUSH_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the end of the trace in {} may be missing", path, e);
        }
    }

    /** Writes all lines that wait, and closes the file. */
    @Override
    public void close() throws IOException {
        flush();
        over = true;
        writer.shutdown();
        out.close();
    }
}
