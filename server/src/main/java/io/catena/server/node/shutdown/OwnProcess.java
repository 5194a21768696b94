package io.catena.server.node.shutdown;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The process of this JVM. */
public final class OwnProcess implements HostProcess {
    @Override
    public void onTermination(Runnable task) {
        Runtime.getRuntime().addShutdownHook(new Thread(task, "catena-termination"));
    }

    @Override
    public void inBackground(String thread, Runnable task) {
        new Thread(task, thread).start();
    }

    @Override
    public boolean await(CompletableFuture<Integer> end, long seconds) {
        try {
            end.get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
        return false;
    }

    @Override
    public void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void halt(int code) {
        Runtime.getRuntime().halt(code);
    }
}
