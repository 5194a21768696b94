package io.catena.server.storage;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.LogRecord;
import io.catena.server.storage.files.StoreClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.After;
import org.junit.Test;

/** Fault 8, and that readers and the writer do not disturb each other. */
public class CloseWhileReadingTest extends StoreTest {
    private static final int READERS = 4;
    private static final int ROUNDS = 150;

    private final ExecutorService threads = Executors.newFixedThreadPool(READERS);

    @After
    public void stopThreads() throws InterruptedException {
        threads.shutdown();
        assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES));
    }

    @Test
    public void closingWaitsForReadersAndLaterOnesAreTold() throws Exception {
        for (int seq = 1; seq <= 20; seq++) {
            store.write(Samples.appendAndApply(Samples.record(seq, Samples.put("k" + seq, new byte[1000]))));
        }
        for (int round = 0; round < ROUNDS; round++) {
            CountDownLatch reading = new CountDownLatch(READERS);
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                int kind = i;
                readers.add(threads.submit(() -> readUntilClosed(kind, reading)));
            }
            assertTrue(reading.await(1, TimeUnit.MINUTES));
            store.close();
            for (Future<?> reader : readers) {
                reader.get(1, TimeUnit.MINUTES);
            }
            reopen();
            assertEquals(20, store.recover().applied());
        }
    }

    private void readUntilClosed(int kind, CountDownLatch reading) {
        boolean first = true;
        while (true) {
            try {
                switch (kind) {
                    case 0 -> assertTrue(store.get(Samples.key("k7")).exists());
                    case 1 -> assertEquals(20, store.readLog(1, 1 << 20).size());
                    case 2 ->
                        assertEquals(
                                20, store.readChunk(20, null, 1 << 20).entries().size());
                    default -> assertEquals(20, store.digest().keys());
                }
            } catch (StoreClosedException e) {
                return;
            }
            if (first) {
                reading.countDown();
                first = false;
            }
        }
    }

    @Test
    public void eachReadSeesOneMomentWhileWritesAndCompactionsGoOn() throws Exception {
        store.write(Samples.appendAndApply(pair(1)));
        AtomicReference<Throwable> problem = new AtomicReference<>();
        CountDownLatch stop = new CountDownLatch(1);
        List<Future<?>> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            readers.add(threads.submit(() -> {
                try {
                    while (stop.getCount() > 0) {
                        checkPair();
                    }
                } catch (Throwable e) {
                    problem.set(e);
                }
            }));
        }
        for (int seq = 2; seq <= 200; seq++) {
            store.write(Samples.appendAndApply(pair(seq)));
        }
        stop.countDown();
        for (Future<?> reader : readers) {
            reader.get(1, TimeUnit.MINUTES);
        }
        assertNull(problem.get());
    }

    /** Both keys always have the same first byte. */
    private static LogRecord pair(int seq) {
        byte[] value = new byte[100_000];
        value[0] = (byte) seq;
        return Samples.record(seq, Samples.put("a", value), Samples.put("b", value));
    }

    private void checkPair() {
        var entries = store.readChunk(1, null, 1 << 20).entries();
        assertEquals(2, entries.size());
        assertEquals(entries.get(0).value()[0], entries.get(1).value()[0]);
        assertEquals(2, store.digest().keys());
        assertTrue(store.get(Samples.key("a")).exists());
    }
}
