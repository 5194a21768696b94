package io.catena.simulation.disk;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.storage.leveldb.Batch;
import io.catena.simulation.run.SeededRandom;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;

/** What a crash leaves of the batches of a database. */
public class SimulatedDatabaseTest {
    private static final int SEEDS = 50;

    private final Power power = new Power();

    private static Batch batch(int number) {
        Batch batch = new Batch();
        batch.put(new byte[] {1}, new byte[] {(byte) number});
        batch.put(new byte[] {2}, new byte[] {(byte) number});
        return batch;
    }

    private static int newest(SimulatedDatabase database) {
        byte[] one = database.get(new byte[] {1});
        byte[] two = database.get(new byte[] {2});
        assertEquals("a batch is there or not", one == null ? 0 : one[0], two == null ? 0 : two[0]);
        return one == null ? 0 : one[0];
    }

    @Test
    public void aBatchThatAPowerCutEndsIsThereOrNot() {
        Set<Integer> seen = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedDatabase database = new SimulatedDatabase(power, new SeededRandom(seed));
            database.write(batch(1));
            power.cutAfter(0);
            assertThrows(Power.Cut.class, () -> database.write(batch(2)));
            power.on();
            database.crash();
            seen.add(newest(database));
        }
        assertEquals(Set.of(1, 2), seen);
    }

    @Test
    public void ofBatchesThatWereNotSyncedAnyFirstOnesAreThere() {
        Set<Integer> seen = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedDatabase database = new SimulatedDatabase(power, new SeededRandom(seed));
            database.write(batch(1));
            database.sync(false);
            database.write(batch(2));
            database.write(batch(3));
            database.crash();
            seen.add(newest(database));
        }
        assertEquals(Set.of(1, 2, 3), seen);
    }

    @Test
    public void aCopyLeadsALifeOfItsOwn() {
        SimulatedDatabase database = new SimulatedDatabase(power, new SeededRandom(1));
        database.write(batch(1));
        SimulatedDatabase copy = database.copy(new Power());
        database.write(batch(2));
        assertEquals(1, newest(copy));
        assertTrue(newest(database) == 2);
    }
}
