package io.catena.bench.load;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.bench.store.StoreSession;
import io.catena.bench.store.Target;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.Test;

public class LoadTest {
    private final Map<String, byte[]> content = new ConcurrentHashMap<>();

    /** A store in a map; operations on the key with this text fail. */
    private Target map(String failing) {
        return new Target() {
            @Override
            public StoreSession storeSession() {
                return new StoreSession() {
                    @Override
                    public void put(byte[] key, byte[] value) {
                        if (text(key).equals(failing)) {
                            throw new IllegalStateException("not this key");
                        }
                        content.put(text(key), value);
                    }

                    @Override
                    public byte[] get(byte[] key) {
                        return content.get(text(key));
                    }
                };
            }

            @Override
            public void close() {
                content.clear();
            }
        };
    }

    private static String text(byte[] key) {
        return new String(key, java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static Workload workload(int threads, double rate, double readShare) {
        return new Workload(threads, rate, 100, 16, 10, readShare, KeyDistribution.parse("uniform"), 20, 200, 1);
    }

    @Test
    public void fillingCreatesEveryKeyOnceWithItsLength() throws Exception {
        new Load(map(""), LoadProgress.NONE).fill(workload(1, 0, 1), 4);

        assertEquals(100, content.size());
        assertTrue(content.containsKey("k000000000000099"));
        assertEquals(10, content.get("k000000000000000").length);
    }

    @Test
    public void aMixIsCountedByKind() throws Exception {
        Load load = new Load(map(""), LoadProgress.NONE);
        load.fill(workload(4, 0, 0.75), 4);
        LoadResult result = load.run(workload(4, 0, 0.75));

        OperationResult puts = result.operations().get(0);
        OperationResult gets = result.operations().get(1);
        assertEquals(Kind.PUT, puts.kind());
        assertEquals(0.75, (double) gets.operations() / (puts.operations() + gets.operations()), 0.05);
        assertEquals(0, result.errors());
        assertEquals(puts.operations() / 0.2, puts.perSecond(), 1);
    }

    @Test
    public void anOpenLoopKeepsItsRate() throws Exception {
        Load load = new Load(map(""), LoadProgress.NONE);
        LoadResult result = load.run(workload(2, 1_000, 0));

        OperationResult puts = result.operations().get(0);
        assertEquals(200, puts.operations() + puts.missed());
    }

    @Test
    public void failuresAreCountedApartAndTheFirstIsKept() throws Exception {
        Load load = new Load(map("k000000000000007"), LoadProgress.NONE);
        LoadResult result = load.run(workload(1, 0, 0));

        assertTrue(result.errors() > 0);
        assertEquals(
                "put: java.lang.IllegalStateException: not this key",
                result.firstError().orElseThrow());
    }

    @Test
    public void aGetThatFindsNothingIsAnError() throws Exception {
        LoadResult result = new Load(map(""), LoadProgress.NONE).run(workload(1, 0, 1));

        assertEquals(0, result.operations().get(0).operations());
        assertTrue(result.firstError().orElseThrow().contains("found nothing"));
    }

    @Test
    public void keysThatCannotDifferAreRefused() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> new Workload(1, 0, 1_000, 3, 10, 0, KeyDistribution.parse("uniform"), 0, 1, 1));
        assertEquals("1000 keys need at least 4 bytes each, not 3", e.getMessage());
    }
}
