package io.catena.server.node;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.fail;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Key;
import io.catena.server.chain.Origin;
import io.catena.server.storage.IncompleteStoreException;
import java.util.Collections;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class StoreReadsTest implements DiskWork.Listener {
    private final Semaphore told = new Semaphore(0);

    @Override
    public void done(Event event) {
        told.release();
    }

    @Override
    public void writeFailed(Throwable e) {
        fail("nothing is written: " + e);
    }

    @Override
    public void readFailed(Throwable e) {
        fail("the node would end: " + e);
    }

    @Override
    public boolean awaitsDisk() {
        return true;
    }

    @Test
    public void aStoreWhoseContentIsBeingReplacedEndsNoReadersNodeWhetherFewKeysAreWantedOrMany() throws Exception {
        try (DiskThreads threads = new DiskThreads(1)) {
            StoreReads reads = new StoreReads(
                    key -> {
                        throw new IncompleteStoreException();
                    },
                    threads,
                    new LoopQueue(Runnable::run, Runnable::run, task -> {}),
                    this);
            for (int keys : new int[] {1, StoreReads.FEW_KEYS + 1}) {
                Key key = new Key(new byte[] {1});
                reads.read(new Effect.ReadStore(keys, new Origin("client", 1), Collections.nCopies(keys, key)));
                assertEquals(keys + " keys", true, told.tryAcquire(10, TimeUnit.SECONDS));
            }
        }
    }
}
