package io.catena.server.threads;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.Test;

public class LastResortTest {
    private final List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());

    private void run(Runnable task) throws InterruptedException {
        Thread thread = new Thread(task);
        thread.setUncaughtExceptionHandler((ended, e) -> uncaught.add(e));
        thread.start();
        thread.join();
    }

    private static Runnable throwing(RuntimeException e) {
        return () -> {
            throw e;
        };
    }

    private static Runnable throwing(Error e) {
        return () -> {
            throw e;
        };
    }

    @Test
    public void whatAGuardedTaskThrowsReachesTheThreadsHandler_row66() throws Exception {
        Error error = new NoClassDefFoundError("on purpose");
        RuntimeException exception = new IllegalStateException("on purpose");
        run(LastResort.guarded(throwing(error)));
        run(LastResort.guarded(throwing(exception)));
        assertEquals(List.of(error, exception), uncaught);
    }

    @Test
    public void anExceptionOfASurvivingTaskIsSaidAndAnErrorReachesTheThreadsHandler_row66() throws Exception {
        run(LastResort.surviving("it", throwing(new IllegalStateException("on purpose"))));
        assertEquals(List.of(), uncaught);
        Error error = new StackOverflowError();
        run(LastResort.surviving("it", throwing(error)));
        assertSame(error, uncaught.get(0));
    }
}
