package io.catena.server.disk;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.Test;

/** In which order a replica's writes are carried out, on threads that others use, too. */
public class ReplicaWritesTest {
    private final Queue<Runnable> writer = new ArrayDeque<>();
    private final Queue<Runnable> atLength = new ArrayDeque<>();
    private final List<String> begun = new ArrayList<>();
    private final ReplicaWrites writes = new ReplicaWrites(new DiskQueue() {
        @Override
        public Executor writer() {
            return writer::add;
        }

        @Override
        public Executor atLength() {
            return atLength::add;
        }

        @Override
        public Executor reader() {
            throw new AssertionError();
        }

        @Override
        public Executor lookUps() {
            throw new AssertionError();
        }

        @Override
        public int lookUpThreads() {
            return 0;
        }

        @Override
        public void giveWay() {
            throw new AssertionError();
        }
    });

    private CompletableFuture<Void> write(String name) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        writes.add(() -> {
            begun.add(name);
            return end;
        });
        return end;
    }

    private static void runAll(Queue<Runnable> thread) {
        while (!thread.isEmpty()) {
            thread.remove().run();
        }
    }

    @Test
    public void aWriteBeginsWhenTheOneBeforeIsOnTheDiskAndNotWhenItHasBegun() {
        CompletableFuture<Void> first = write("first");
        write("second");
        runAll(writer);
        assertEquals(List.of("first"), begun);
        first.complete(null);
        runAll(writer);
        assertEquals(List.of("first", "second"), begun);
    }

    @Test
    public void whatTakesLongIsDoneElsewhereButInTurn() {
        CompletableFuture<Void> first = write("first");
        writes.addAtLength(() -> {
            begun.add("recovery");
            return CompletableFuture.completedFuture(null);
        });
        write("second");
        runAll(writer);
        runAll(atLength);
        assertEquals(List.of("first"), begun);
        first.complete(null);
        runAll(writer);
        assertEquals(List.of("first"), begun);
        runAll(atLength);
        runAll(writer);
        assertEquals(List.of("first", "recovery", "second"), begun);
    }

    @Test
    public void whatFailsDoesNotHoldUpWhatComesNext() {
        CompletableFuture<Void> first = write("first");
        writes.add(() -> {
            throw new IllegalStateException("as asked for");
        });
        write("third");
        runAll(writer);
        first.completeExceptionally(new IllegalStateException("as asked for"));
        assertThrows(IllegalStateException.class, () -> writer.remove().run());
        runAll(writer);
        assertEquals(List.of("first", "third"), begun);
    }
}
