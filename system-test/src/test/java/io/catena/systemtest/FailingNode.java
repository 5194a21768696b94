package io.catena.systemtest;

import io.catena.server.NodeMain;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A node in which a thread ends with an error some time after the start, as if a class were missing. */
public final class FailingNode {
    private static final long AFTER_SECONDS = 5;

    private FailingNode() {}

    /** Starts a node, waits for its end, and ends the process with the exit code. */
    public static void main(String[] arguments) {
        new Thread(() -> {
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(AFTER_SECONDS));
                    throw new NoClassDefFoundError("on purpose");
                })
                .start();
        System.exit(NodeMain.run(settings -> settings, arguments));
    }
}
