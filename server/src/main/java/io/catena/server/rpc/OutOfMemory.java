package io.catena.server.rpc;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when memory is exhausted. The JVM does so for its heap ({@code -XX:+ExitOnOutOfMemoryError}), but
 * not for the memory of network buffers. A node that went on without that memory would answer some calls and lose
 * others, and the controller would not replace it.
 */
public final class OutOfMemory {
    /** The exit code that the JVM uses for its heap. */
    private static final int EXIT_CODE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(OutOfMemory.class);

    private OutOfMemory() {}

    /** Does not return if memory is exhausted. */
    public static void endIf(Throwable cause) {
        if (cause instanceof OutOfMemoryError) {
            LOG.error("STOPPED: out of memory; give the process more, or fewer connections", cause);
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
