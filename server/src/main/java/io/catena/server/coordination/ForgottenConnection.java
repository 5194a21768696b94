package io.catena.server.coordination;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees a connection to ZooKeeper that serves and that Curator takes for lost. When a session ends, Curator hears of the old
 * connection's end and of the new one's beginning from two threads; if it notes them in the wrong order, it says nothing more,
 * however well the new connection serves, and waits a while before each call. Such a connection is made anew.
 *
 * <p>For one thread.
 */
final class ForgottenConnection {
    /** How often to {@link #look}. */
    static final long LOOK_MILLIS = 500;
    /** Curator is told of a connection within milliseconds; one that has served for so long has been forgotten. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final Logger LOG = LoggerFactory.getLogger(ForgottenConnection.class);

    private final BooleanSupplier serves;
    private final Runnable makeAnew;
    private boolean hasServed;
    private long servesSinceNanos;

    /**
     * @param serves whether ZooKeeper's client has a connection, whatever Curator says
     * @param makeAnew gives the connection up, with its session, and makes another
     */
    ForgottenConnection(BooleanSupplier serves, Runnable makeAnew) {
        this.serves = serves;
        this.makeAnew = makeAnew;
    }

    /** Curator says that there is a connection. */
    void isKnown() {
        hasServed = false;
    }

    /** Curator says that there is none. To be called every {@link #LOOK_MILLIS} while that lasts. */
    void look(long nowNanos) {
        if (!serves.getAsBoolean()) {
            hasServed = false;
        } else if (!hasServed) {
            hasServed = true;
            servesSinceNanos = nowNanos;
        } else if (nowNanos - servesSinceNanos >= PATIENCE_NANOS) {
            hasServed = false;
            LOG.warn("the connection to ZooKeeper serves, and its client takes it for lost; it is made anew");
            makeAnew.run();
        }
    }
}
