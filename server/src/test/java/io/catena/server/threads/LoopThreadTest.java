package io.catena.server.threads;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.After;
import org.junit.Test;

public class LoopThreadTest {
    private final LoopThread thread = new LoopThread("loop");
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    @After
    public void close() {
        thread.close();
    }

    @Test
    public void tasksRunInTheirOrder() {
        for (int i = 0; i < 6; i++) {
            String name = "task " + i;
            thread.execute(() -> done.add(name));
        }
        await().until(() -> done.contains("task 5"));
        assertEquals(List.of("task 0", "task 1", "task 2", "task 3", "task 4", "task 5"), done);
    }

    @Test
    public void aTaskOfALaterTimeRunsNotBeforeIt() {
        long delayNanos = TimeUnit.MILLISECONDS.toNanos(20);
        AtomicLong ranNanos = new AtomicLong();
        long givenNanos = System.nanoTime();
        thread.schedule(delayNanos, () -> ranNanos.set(System.nanoTime()));
        await().until(() -> ranNanos.get() != 0);
        assertTrue(ranNanos.get() - givenNanos >= delayNanos);
    }

    @Test
    public void whatATaskThrowsReachesTheThreadsHandler() {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Error failure = new NoClassDefFoundError("x");
        thread.execute(() -> Thread.currentThread().setUncaughtExceptionHandler((t, e) -> seen.set(e)));
        thread.execute(() -> {
            throw failure;
        });
        await().until(() -> seen.get() == failure);
    }

    @Test
    public void closingInterruptsATaskAndNothingRunsAfterwards() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        thread.execute(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                done.add("interrupted");
            }
        });
        begun.await();
        thread.execute(() -> done.add("too late"));
        thread.schedule(1, () -> done.add("too late"));
        thread.close();
        thread.execute(() -> done.add("too late"));
        assertEquals(List.of("interrupted"), done);
        assertFalse(done.contains("too late"));
    }

    @Test
    public void finishingLetsATaskEndUndisturbedAndNothingRunsAfterwards() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        thread.execute(() -> {
            begun.countDown();
            try {
                goesOn.await();
                done.add("ended");
            } catch (InterruptedException e) {
                done.add("interrupted");
            }
        });
        begun.await();
        thread.schedule(TimeUnit.SECONDS.toNanos(5), () -> done.add("too late"));
        thread.finish();
        thread.execute(() -> done.add("too late"));
        goesOn.countDown();
        await().until(() -> !done.isEmpty());
        assertEquals(List.of("ended"), done);
    }
}
