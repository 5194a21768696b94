package io.catena.server.storage.leveldb;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Brings back the space of what was deleted or overwritten. LevelDB by itself keeps it until so much else is written that
 * a level overflows, which does not happen where nothing but deletes is taken.
 *
 * <p>Only LevelDB's own compactions are used, not the manual one, which returns deleted values in the version in use: a
 * look-up that finds nothing in one table and goes on in a deeper one is charged to the first, and a table that is charged
 * often is merged into the next level. What it hides goes then. So each table above others is looked up in until it is
 * merged, the upper levels first. The engine in Java does not charge look-ups, and gets nothing back this way.
 */
final class Sweep {
    /** LevelDB merges a table after one look-up in vain for each 16 KiB of it, and after 100 at least. */
    private static final int BYTES_PER_LOOK_UP = 16 << 10;

    private static final int FEWEST_LOOK_UPS = 100;
    private static final int MOST_LOOK_UPS = 4_000;
    /** What was written last is in memory, and goes into a table when more than this has been written. */
    private static final int WRITE_BUFFER_BYTES = LevelDatabase.WRITE_BUFFER_BYTES;

    private static final int FILLER_BYTES = 1 << 20;
    private static final long MERGE_MILLIS = 2_000;
    private static final long POLL_MILLIS = 10;

    private final Database database;
    private final TablesInUse tables;
    private final ContentOwner owner;
    private final byte[] filler;
    private final BooleanSupplier mayGoOn;
    /** Tables that did not go; they are not tried again. */
    private final Set<LevelManifest.Table> inVain = new HashSet<>();

    /**
     * @param filler a key for nothing but bytes that are to be in the way
     * @param mayGoOn asked before each step; a step takes some 30 MiB until it gives anything back
     */
    Sweep(Database database, TablesInUse tables, ContentOwner owner, byte[] filler, BooleanSupplier mayGoOn) {
        this.database = database;
        this.tables = tables;
        this.owner = owner;
        this.filler = filler;
        this.mayGoOn = mayGoOn;
    }

    /** Returns when no table lies above another one, as far as that can be, or when it may not go on. */
    void run() throws IOException, InterruptedException {
        owner.flush();
        if (mayGoOn.getAsBoolean()) {
            emptyMemory();
        }
        Optional<Step> next = next();
        while (next.isPresent() && mayGoOn.getAsBoolean()) {
            take(next.get());
            next = next();
        }
    }

    /** The look-up that is charged to the table. */
    private record Step(LevelManifest.Table table, byte[] key) {}

    private void emptyMemory() throws IOException, InterruptedException {
        long before = tables.logNumber();
        for (int written = 0; written <= WRITE_BUFFER_BYTES; written += FILLER_BYTES) {
            Batch one = new Batch();
            one.put(filler, new byte[FILLER_BYTES]);
            owner.besides(() -> database.write(one));
        }
        Batch gone = new Batch();
        gone.delete(filler);
        owner.besides(() -> database.write(gone));
        awaitUntil(() -> tables.logNumber() > before);
    }

    private Optional<Step> next() throws IOException {
        Collection<LevelManifest.Table> all = tables.now();
        return all.stream()
                .filter(table -> !inVain.contains(table))
                .sorted(Comparator.comparingInt(LevelManifest.Table::level)
                        .thenComparingLong(LevelManifest.Table::number))
                .flatMap(table -> all.stream()
                        .filter(other -> liesBelow(other, table))
                        .map(other -> keyInBoth(table, other))
                        .flatMap(Optional::stream)
                        .limit(1)
                        .map(key -> new Step(table, key)))
                .findFirst();
    }

    /** In level 0 the tables lie above each other. */
    private static boolean liesBelow(LevelManifest.Table other, LevelManifest.Table table) {
        return other.level() > table.level() || other.level() == 0 && other.number() < table.number();
    }

    /** One that lies in both and most probably exists in neither. */
    private static Optional<byte[]> keyInBoth(LevelManifest.Table one, LevelManifest.Table other) {
        byte[] low = Arrays.compareUnsigned(one.smallest(), other.smallest()) > 0 ? one.smallest() : other.smallest();
        byte[] high = Arrays.compareUnsigned(one.largest(), other.largest()) < 0 ? one.largest() : other.largest();
        byte[] key = Arrays.copyOf(low, low.length + 1);
        return Arrays.compareUnsigned(key, high) < 0 ? Optional.of(key) : Optional.empty();
    }

    private void take(Step step) throws IOException, InterruptedException {
        long lookUps = FEWEST_LOOK_UPS + step.table().bytes() / BYTES_PER_LOOK_UP;
        for (long i = 0; i <= Math.min(lookUps, MOST_LOOK_UPS); i++) {
            database.get(step.key());
        }
        if (!awaitUntil(() -> !tables.now().contains(step.table()))) {
            inVain.add(step.table());
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static boolean awaitUntil(Condition condition) throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MERGE_MILLIS);
        boolean holds = condition.holds();
        while (!holds && System.nanoTime() - endNanos < 0) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            holds = condition.holds();
        }
        return holds;
    }
}
