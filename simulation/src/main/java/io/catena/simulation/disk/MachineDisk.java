package io.catena.simulation.disk;

import io.catena.server.runtime.Scheduler;
import io.catena.server.storage.NodeStore;
import io.catena.server.storage.StoreSettings;
import io.catena.server.storage.journal.LogLayout;
import io.catena.simulation.committed.CommittedLogs;
import io.catena.simulation.committed.ExpectedData;
import io.catena.simulation.run.SeededRandom;
import io.catena.simulation.run.SimulatedRun;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/** A machine's disk: the files and the database of a node's store, and what that store has answered of each chain. */
public final class MachineDisk {
    private static final long RECENT_BYTES = 1 << 20;

    private final StoreSettings settings;
    private final Power power = new Power();
    private final SimulatedLogFiles files;
    private final SimulatedDatabase database;
    /** The first chain first. */
    private final List<DiskContent> contents;

    /** @param mostSessions how many client sessions the machine's node keeps */
    public MachineDisk(SimulatedRun run, CommittedLogs committed, IntSupplier mostSessions) {
        this.settings = drawSettings(run, mostSessions);
        this.files = new SimulatedLogFiles(power, run.seededRandom());
        this.database = new SimulatedDatabase(power, run.seededRandom());
        this.contents = IntStream.rangeClosed(1, run.chains())
                .mapToObj(chain -> new DiskContent(committed.of(chain)))
                .toList();
    }

    private MachineDisk(MachineDisk other) {
        this.settings = other.settings;
        this.files = other.files.copy(power);
        this.database = other.database.copy(power);
        this.contents = other.contents.stream().map(DiskContent::copy).toList();
    }

    /** Files are small, so that they come and go; what LevelDB holds is remembered, or never. */
    private static StoreSettings drawSettings(SimulatedRun run, IntSupplier mostSessions) {
        SeededRandom seededRandom = run.seededRandom();
        return new StoreSettings(
                seededRandom.between(1, 16) * 1024,
                run.options().drawMachineRetained(seededRandom),
                seededRandom.chance(0.5) ? RECENT_BYTES : 0,
                ExpectedData.noSessions(mostSessions.getAsInt()),
                () -> seededRandom.between(1, Long.MAX_VALUE - 1));
    }

    /** The same content on a disk of its own, as a backup would have it that is made at this moment. */
    public MachineDisk copy() {
        return new MachineDisk(this);
    }

    /**
     * The store of a process that begins.
     *
     * @param background brings applied records into the database
     * @param writer writes what gathers of several chains
     */
    public NodeStore open(Scheduler background, Executor writer) {
        boolean alone = contents.size() == 1;
        return new NodeStore(
                database,
                files,
                settings,
                alone ? LogLayout.ONE_CHAIN : LogLayout.MANY_CHAINS,
                background,
                alone ? Runnable::run : writer);
    }

    /** A store on a copy of this disk, whatever a process does with the disk. Not recovered yet. */
    public NodeStore inspect() {
        return copy().open(NeverFlushed.SCHEDULER, Runnable::run);
    }

    /** Nothing is done for a store that is only looked at. */
    private static final class NeverFlushed implements Scheduler {
        static final NeverFlushed SCHEDULER = new NeverFlushed();

        @Override
        public void execute(Runnable task) {
            // Not now.
        }

        @Override
        public void schedule(long delayNanos, Runnable task) {
            // Not later either.
        }
    }

    /** What it holds of a chain, as far as that has been told. */
    public DiskContent content(int chain) {
        return contents.get(chain - 1);
    }

    public Power power() {
        return power;
    }

    /** Whether what is written is durable at once, in the log and in the database. */
    public void sync(boolean log, boolean batches) {
        files.sync(log);
        database.sync(batches);
    }

    /** How many batches have been written to the database. */
    public long batches() {
        return database.written();
    }

    /** Whether what is brought into the database is lost, and only the claim that it is there stays. */
    public void loseContent(boolean loses) {
        database.loseContent(loses);
    }

    /** The process has ended, and the machine perhaps too: what was not synced is there, in part or not at all. */
    public void crash() {
        files.crash();
        database.crash();
        power.on();
    }
}
