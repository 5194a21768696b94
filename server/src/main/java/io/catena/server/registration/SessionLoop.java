package io.catena.server.registration;

import io.catena.server.runtime.CoalescedSteps;
import io.catena.server.runtime.Scheduler;
import java.util.function.Consumer;

/**
 * A process's work in its session with ZooKeeper, step by step. After each reconnect, perhaps in another session, it first
 * catches up and sets its watches. Only then the node is registered and news are read: what is read is not older than the
 * connection, and no change behind it is missed. A step of which the outcome is unknown is repeated from there.
 */
final class SessionLoop {
    private static final long RETRY_MILLIS = 100;

    /** What a step needs of ZooKeeper. Each call with a consumer answers once, later, whether it is certainly done. */
    interface Port {
        /** Called by the first step after the connection came or went. */
        void connectionChanged(boolean connected);

        /** Called at intervals of {@value SessionPort#LOOK_MILLIS} ms while there is no connection. */
        void isAway();

        /** Catches up with all servers, and sets the watches if the session is another one. */
        void prepare(Consumer<Boolean> done);

        /** Reads what may have changed, and tells what is new. After {@link #prepare} anything may have changed. */
        void readNews(Consumer<Boolean> done);
    }

    private final Port port;
    private final NodeRegistration node;
    private final CoalescedSteps steps;
    private volatile boolean connected;
    private volatile boolean reconnected;
    private boolean toldConnected;

    /** @param failed is told of an unexpected exception; then everything is read again */
    SessionLoop(Port port, NodeRegistration node, Scheduler scheduler, Consumer<RuntimeException> failed) {
        this.port = port;
        this.node = node;
        this.steps = new CoalescedSteps(scheduler, this::step, e -> {
            reconnected = true;
            failed.accept(e);
        });
    }

    /** The connection has come, perhaps with another session, or gone. Any thread. */
    void connection(boolean now) {
        if (now) {
            reconnected = true;
        }
        connected = now;
        steps.hint();
    }

    /** Something may have changed. Any thread. */
    void hint() {
        steps.hint();
    }

    /** Whether there is a connection, as far as is known. Any thread. */
    boolean isConnected() {
        return connected;
    }

    /** Wraps the part of a step that takes what the port answers; it does nothing after the step's end. */
    <T> Consumer<T> on(Consumer<T> then) {
        return steps.on(then);
    }

    /** Takes no more steps. Called by the scheduler's tasks, or after their end. */
    void close() {
        steps.close();
    }

    private void step() {
        tellConnection();
        if (!connected) {
            port.isAway();
            steps.again(SessionPort.LOOK_MILLIS);
        } else if (reconnected) {
            reconnected = false;
            // Whatever the session was before: nothing counts as registered until it has caught up.
            node.connection(false);
            port.prepare(steps.on(this::prepared));
        } else {
            port.readNews(steps.on(this::isRead));
        }
    }

    private void tellConnection() {
        boolean now = connected;
        if (now != toldConnected) {
            if (!now) {
                node.connection(false);
            }
            port.connectionChanged(now);
            toldConnected = now;
        }
    }

    private void prepared(boolean done) {
        if (done) {
            node.connection(true);
            port.readNews(steps.on(this::isRead));
        } else {
            fromTheBeginning();
        }
    }

    private void isRead(boolean done) {
        if (done) {
            steps.rest();
        } else {
            fromTheBeginning();
        }
    }

    private void fromTheBeginning() {
        reconnected = true;
        steps.again(RETRY_MILLIS);
    }
}
