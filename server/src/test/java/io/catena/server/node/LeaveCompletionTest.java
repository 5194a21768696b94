package io.catena.server.node;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

public class LeaveCompletionTest {
    private static final int LOOKS = 60;

    private final LeaveCompletion leaveCompletion = new LeaveCompletion();
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    public void withoutZooKeeperNobodyIsWaitedForForLong_row7() throws InterruptedException {
        long beganNanos = System.nanoTime();
        assertFalse(leaveCompletion.await(() -> false));
        assertTrue(System.nanoTime() - beganNanos < TimeUnit.SECONDS.toNanos(3));
    }

    @Test
    public void withZooKeeperItWaitsForTheChain_row7() throws InterruptedException {
        assertTrue(leaveCompletion.await(() -> {
            if (looks.incrementAndGet() == LOOKS) {
                leaveCompletion.hasLeft();
            }
            return true;
        }));
        assertEquals(LOOKS, looks.get());
    }

    @Test
    public void aConnectionThatComesBackInTimeIsWaitedForToo_row7() throws InterruptedException {
        assertTrue(leaveCompletion.await(() -> {
            if (looks.incrementAndGet() == LOOKS) {
                leaveCompletion.hasLeft();
            }
            return looks.get() % 5 == 0;
        }));
    }
}
