package io.catena.server.disk;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Key;
import io.catena.server.chain.Origin;
import io.catena.server.chain.VersionedValue;
import io.catena.server.replica.ReplicaDisk;
import io.catena.server.storage.IncompleteStoreException;
import io.catena.server.storage.StoreReader;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Test;

public class StoreReadsTest implements ReplicaDisk.Listener {
    private final Semaphore told = new Semaphore(0);
    private final ExecutorService threads = Executors.newSingleThreadExecutor();

    @Override
    public void done(Event event) {
        told.release();
    }

    @Override
    public void writeFailed(Throwable e) {
        throw new AssertionError(e);
    }

    @Override
    public void readFailed(Throwable e) {
        throw new AssertionError(e);
    }

    @Override
    public boolean awaitsDisk() {
        return true;
    }

    /** A store that returns the same value for all keys, from memory or from disk. */
    private static final class OneValue implements StoreReader {
        private final VersionedValue inMemory;
        private final Supplier<VersionedValue> onDisk;

        OneValue(VersionedValue inMemory, Supplier<VersionedValue> onDisk) {
            this.inMemory = inMemory;
            this.onDisk = onDisk;
        }

        @Override
        public VersionedValue get(Key key) {
            return onDisk.get();
        }

        @Override
        public VersionedValue getFromMemory(Key key) {
            return inMemory;
        }
    }

    @After
    public void end() {
        threads.shutdown();
    }

    private StoreReads reads(StoreReader store) {
        DiskQueue queue = new QueueOfTest(threads, 1, () -> {});
        return new StoreReads(store, new LoopOfTest(), new LookUps(queue, ReadBounds.standard()), this);
    }

    private static Effect.ReadStore read(int keys) {
        Key key = new Key(new byte[] {1});
        return new Effect.ReadStore(keys, new Origin("client", 1), Collections.nCopies(keys, key), true);
    }

    @Test
    public void aStoreThatIsBeingReplacedEndsNoReadersNodeWhetherFewKeysAreWantedOrMany() throws Exception {
        StoreReader replaced = new OneValue(null, () -> {
            throw new IncompleteStoreException();
        });
        for (int keys : new int[] {1, StoreReads.FEW_KEYS + 1}) {
            reads(replaced).read(read(keys));
            assertEquals(keys + " keys", true, told.tryAcquire(10, TimeUnit.SECONDS));
        }
    }

    @Test
    public void whatMemoryTellsIsToldAtOnce() throws Exception {
        reads(new OneValue(VersionedValue.ABSENT, () -> fail("it is in memory")))
                .read(read(2));
        assertEquals(1, told.availablePermits());
    }

    @Test
    public void aDiskThatDoesNotAnswerDelaysOnlyTheReadThatAskedIt() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        StoreReader hanging = new OneValue(null, () -> {
            awaitUninterruptibly(answers);
            return VersionedValue.ABSENT;
        });
        reads(hanging).read(read(1));
        assertEquals("the loop goes on", 0, told.availablePermits());
        answers.countDown();
        assertEquals(true, told.tryAcquire(10, TimeUnit.SECONDS));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static VersionedValue fail(String why) {
        throw new AssertionError(why);
    }
}
