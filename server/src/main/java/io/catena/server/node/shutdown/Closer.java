package io.catena.server.node.shutdown;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the parts of a node, the one that was added last first. A failure is logged, and the other parts are still
 * closed.
 */
public final class Closer {
    private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

    private final Deque<Part> parts = new ArrayDeque<>();

    private record Part(String name, AutoCloseable closeable) {}

    public synchronized void add(String name, AutoCloseable closeable) {
        parts.push(new Part(name, closeable));
    }

    /** Closes all parts; a second call does nothing. */
    public synchronized void run() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                part.closeable().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception | Error e) {
                LOG.warn("closing the {} failed; the other parts are closed", part.name(), e);
            }
        }
    }
}
