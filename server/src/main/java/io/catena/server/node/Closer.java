package io.catena.server.node;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes apart what was put together, the last part first. What fails is noted and does not stop the rest. */
final class Closer {
    private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

    private final Deque<Part> parts = new ArrayDeque<>();

    private record Part(String name, AutoCloseable closeable) {}

    synchronized void add(String name, AutoCloseable closeable) {
        parts.push(new Part(name, closeable));
    }

    /** Closes everything; a second call finds nothing to close. */
    synchronized void run() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                part.closeable().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception | Error e) {
                LOG.warn("closing the {} failed", part.name(), e);
            }
        }
    }
}
