package io.catena.server.node.replicas;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.Test;

public class LoopQueueTest {
    /** Tasks for which the loop has not been woken. */
    private final List<Runnable> asleep = new ArrayList<>();

    private final List<String> done = new ArrayList<>();
    private boolean awaited;

    private final LoopQueue queue = new LoopQueue(
            task -> {
                wake();
                task.run();
            },
            asleep::add,
            asleep::add);

    private void wake() {
        asleep.forEach(Runnable::run);
        asleep.clear();
    }

    @Test
    public void anAwaitedTaskWakesTheLoop() {
        awaited = true;
        queue.add(() -> done.add("it"), () -> awaited);
        assertEquals(List.of("it"), done);
    }

    @Test
    public void oneThatIsNotAwaitedGoesWithTheNext() {
        queue.add(() -> done.add("it"), () -> awaited);
        assertEquals(List.of(), done);
        queue.add(() -> done.add("other"));
        assertEquals(List.of("it", "other"), done);
    }

    /** The loop runs its tasks as Netty does: it only logs what they throw. */
    @Test
    public void whatATaskThrowsIsNotLeftToTheLoop_row66() throws Exception {
        List<Throwable> uncaught = new ArrayList<>();
        LoopQueue swallowing =
                new LoopQueue(LoopQueueTest::runAndForget, LoopQueueTest::runAndForget, LoopQueueTest::runAndForget);
        Thread loop = new Thread(() -> {
            swallowing.add(LoopQueueTest::fail);
            swallowing.add(LoopQueueTest::fail, () -> true);
            swallowing.add(LoopQueueTest::fail, () -> false);
            swallowing.inNextTurn(LoopQueueTest::fail);
        });
        loop.setUncaughtExceptionHandler((ended, e) -> uncaught.add(e));
        loop.start();
        loop.join();
        assertEquals(4, uncaught.size());
    }

    private static void runAndForget(Runnable task) {
        new FutureTask<>(task, null).run();
    }

    private static void fail() {
        throw new NoClassDefFoundError("on purpose");
    }

    @Test
    public void oneThatIsAwaitedAMomentLaterWakesTheLoop() {
        queue.add(() -> done.add("it"), () -> {
            boolean before = awaited;
            awaited = true;
            return before;
        });
        assertEquals(List.of("it"), done);
    }
}
