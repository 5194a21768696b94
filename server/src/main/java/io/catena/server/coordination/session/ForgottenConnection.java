package io.catena.server.coordination.session;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects a connection to ZooKeeper that works although Curator considers it lost. When a session ends, Curator hears
 * of the end of the old connection and of the beginning of the new one from two threads. If it notes them in the wrong
 * order it reports no connection from then on, although the new one works, and delays each call. Such a connection is
 * replaced.
 *
 * <p>For one thread.
 */
final class ForgottenConnection {
    /**
     * Curator is told of a connection within milliseconds. A connection that has worked for this long is one that it
     * missed.
     */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final Logger LOG = LoggerFactory.getLogger(ForgottenConnection.class);

    private final BooleanSupplier serves;
    private final Runnable makeAnew;
    private boolean hasServed;
    private long servesSinceNanos;

    /**
     * @param serves whether ZooKeeper's client has a connection, independent of Curator's state
     * @param makeAnew closes the connection with its session and opens another
     */
    ForgottenConnection(BooleanSupplier serves, Runnable makeAnew) {
        this.serves = serves;
        this.makeAnew = makeAnew;
    }

    /** To be called when Curator reports a connection. */
    void isKnown() {
        hasServed = false;
    }

    /** To be called every 500 ms while Curator reports no connection. */
    void look(long nowNanos) {
        if (!serves.getAsBoolean()) {
            hasServed = false;
        } else if (!hasServed) {
            hasServed = true;
            servesSinceNanos = nowNanos;
        } else if (nowNanos - servesSinceNanos >= PATIENCE_NANOS) {
            hasServed = false;
            LOG.warn("the connection to ZooKeeper works, but Curator considers it lost; replacing it");
            makeAnew.run();
        }
    }
}
