package io.catena.server.threads;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.Test;

public class CoalescingLoopTest {
    @Test
    public void hintsDuringAStepLeadToExactlyOneMore() {
        AtomicInteger steps = new AtomicInteger();
        CountDownLatch proceed = new CountDownLatch(1);
        try (CoalescingLoop loop = new CoalescingLoop(
                "test",
                () -> {
                    if (steps.incrementAndGet() == 1) {
                        proceed.await();
                    }
                    return CoalescingLoop.UNTIL_HINTED;
                },
                e -> {})) {
            loop.start();
            loop.hint();
            await().until(() -> steps.get() == 1);
            for (int i = 0; i < 100; i++) {
                loop.hint();
            }
            proceed.countDown();
            await().until(() -> steps.get() == 2);
            await().during(java.time.Duration.ofMillis(50)).until(() -> steps.get() == 2);
        }
    }

    @Test
    public void aStepThatFailsIsReportedAndStopsNothing() {
        AtomicInteger failures = new AtomicInteger();
        try (CoalescingLoop loop = new CoalescingLoop(
                "test",
                () -> {
                    throw new IllegalStateException("on purpose");
                },
                e -> failures.incrementAndGet())) {
            loop.start();
            loop.hint();
            await().until(() -> failures.get() == 1);
            loop.hint();
            await().until(() -> failures.get() == 2);
        }
    }

    @Test
    public void aStepThatFailsIsTriedAgainWithoutAHint_row66() {
        AtomicInteger steps = new AtomicInteger();
        try (CoalescingLoop loop = new CoalescingLoop(
                "test",
                () -> {
                    if (steps.incrementAndGet() == 1) {
                        throw new IllegalStateException("on purpose");
                    }
                    return CoalescingLoop.UNTIL_HINTED;
                },
                e -> {})) {
            loop.start();
            loop.hint();
            await().until(() -> steps.get() == 2);
        }
    }

    @Test
    public void anErrorInAStepIsNotSwallowed_row66() {
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> ended.set(e));
        try (CoalescingLoop loop = new CoalescingLoop(
                "test",
                () -> {
                    throw new NoClassDefFoundError("on purpose");
                },
                e -> {})) {
            loop.start();
            loop.hint();
            // Else Awaitility sets a handler of its own while it waits, and rethrows here what that handler gets.
            await().dontCatchUncaughtExceptions().until(() -> ended.get() instanceof NoClassDefFoundError);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    public void closingInterruptsAStepThatBlocks() {
        CountDownLatch entered = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        CoalescingLoop loop = new CoalescingLoop(
                "test",
                () -> {
                    entered.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.incrementAndGet();
                        throw e;
                    }
                    return 0;
                },
                e -> {});
        loop.start();
        loop.hint();
        await().until(() -> entered.getCount() == 0);
        long startNanos = System.nanoTime();
        loop.close();
        assertTrue(System.nanoTime() - startNanos < 2_000_000_000L);
        assertEquals(1, interrupted.get());
    }
}
