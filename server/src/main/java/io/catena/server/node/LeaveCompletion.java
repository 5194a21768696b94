package io.catena.server.node;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Waits until the chain has let a node go that has asked for it. Only what is published in ZooKeeper can: while there is
 * no connection to it there is nothing to wait for but the connection, and that not for long. Thread-safe.
 */
final class LeaveCompletion {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long WITHOUT_ZOOKEEPER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LOOK_MILLIS = 20;

    private final CountDownLatch left = new CountDownLatch(1);

    void hasLeft() {
        left.countDown();
    }

    /** Whether the chain has let it go. */
    boolean await(BooleanSupplier hasZooKeeper) throws InterruptedException {
        long beganNanos = System.nanoTime();
        long connectedNanos = beganNanos;
        while (!left.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            long nowNanos = System.nanoTime();
            if (hasZooKeeper.getAsBoolean()) {
                connectedNanos = nowNanos;
            }
            if (nowNanos - beganNanos >= LIMIT_NANOS || nowNanos - connectedNanos >= WITHOUT_ZOOKEEPER_NANOS) {
                return false;
            }
        }
        return true;
    }
}
