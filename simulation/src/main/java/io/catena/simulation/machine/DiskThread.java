package io.catena.simulation.machine;

import io.catena.server.carrying.SurplusReplica;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.StoredState;
import io.catena.server.disk.DiskQueue;
import io.catena.server.disk.LookUps;
import io.catena.server.disk.ReadBounds;
import io.catena.server.disk.ReplicaWrites;
import io.catena.server.disk.SnapshotPace;
import io.catena.server.disk.StoreDisk;
import io.catena.server.runtime.Scheduler;
import io.catena.server.storage.NodeStore;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.storage.files.StoreException;
import io.catena.simulation.disk.DiskContent;
import io.catena.simulation.disk.MachineDisk;
import io.catena.simulation.disk.Power;
import io.catena.simulation.invariants.DiskInvariants;
import io.catena.simulation.planted.BrokenDisk;
import io.catena.simulation.run.Options;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A process's way to its disk: one write after the other, each of which happens at some time between its beginning and the
 * news of it; reads beside them; and what brings applied records into the database, later or much later. When the process
 * ends, what is under way has happened, has not, or ends in the midst.
 *
 * <p>With one chain each write is a block. With several, what all of them have to write gathers while a block is on its way, and
 * what takes long goes on beside that, as in production.
 */
final class DiskThread implements DiskQueue, Scheduler {
    /** Until the power fails during what is under way, so many changes of the disk are made at most. */
    private static final int CHANGES = 4;
    /** Of small values, so that answers are full now and then. */
    private static final int MOST_ANSWER_BYTES = 100;

    private static final int MOST_PIECES_A_SECOND = 50;
    private static final long HELD_BYTES = 4 << 20;
    /** What a write takes before it waits for its block. */
    private static final long NO_TIME_NANOS = 1;

    private final SimulatedRun run;
    private final Surroundings around;
    private final BrokenDisk broken;
    private final SimulatedProcess process;
    private final MachineDisk disk;
    private final NodeStore store;
    /** By how much records come into the database later than they could, on average. */
    private final long lagNanos;

    /** Those of all chains; null if there is one, each life of which has its own. */
    private final LookUps turns;

    private final SnapshotPace pace;
    /** The chains of which this process has read what is on the disk: of the others it does not know what the log says. */
    private final SortedSet<Integer> recovered = new TreeSet<>();

    private final Line writer = new Line();
    /** The same one if there is one chain, which has one write under way at most. */
    private final Line atLength;
    /** What is to bring records into the database. */
    private final List<Runnable> flushes = new ArrayList<>();

    /** Tasks of which one is carried out after the other. */
    private final class Line {
        private long freeAtNanos;
        /** What has been given to the disk and has not been carried out. */
        private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

        void add(long nanos, Runnable work) {
            waiting.addLast(work);
            freeAtNanos = Math.max(freeAtNanos, run.timeline().nowNanos()) + nanos;
            run.timeline().at(freeAtNanos, () -> {
                if (process.isAlive()) {
                    perhapsFail();
                    waiting.removeFirst().run();
                }
            });
        }
    }

    DiskThread(Surroundings around, SimulatedProcess process) {
        this.run = around.run();
        this.around = around;
        this.broken = around.faultPlanter().disk();
        this.process = process;
        this.disk = process.machine().disk();
        this.atLength = isShared() ? new Line() : writer;
        this.store = disk.open(this, block -> writer.add(delay(), block));
        this.lagNanos = run.seededRandom().exponential(run.seededRandom().chance(0.5) ? Timeline.millis(10_000) : 1);
        this.turns = isShared() ? newTurns() : null;
        this.pace = isShared() ? newPace() : SnapshotPace.unbounded();
    }

    private SnapshotPace newPace() {
        return run.seededRandom().chance(0.5)
                ? SnapshotPace.of(
                        run.options().chunkBytes() * run.seededRandom().between(1, MOST_PIECES_A_SECOND))
                : SnapshotPace.unbounded();
    }

    private LookUps newTurns() {
        long answerBytes =
                run.seededRandom().chance(0.3) ? run.seededRandom().between(0, MOST_ANSWER_BYTES) : HELD_BYTES;
        return new LookUps(this, new ReadBounds(answerBytes, HELD_BYTES));
    }

    /** What a life that begins shares with the others of the node. */
    StoreDisk.OfNode shared() {
        return new StoreDisk.OfNode(isShared() ? turns : newTurns(), pace);
    }

    private boolean isShared() {
        return run.chains() > 1;
    }

    ReplicaStore store(int chain) {
        return store.replica(chain);
    }

    /** The chains of which the disk holds anything when the process begins. */
    SortedSet<Integer> held() {
        disk.power().on();
        return store.chains();
    }

    private long delay() {
        Options options = run.options();
        if (!process.machine().isDiskMended() && run.seededRandom().chance(options.slowDiskChance())) {
            run.count("slow disk");
            return options.slowDiskNanos();
        }
        return process.machine().slowDiskNanos() + run.seededRandom().exponential(options.diskDelayNanos()) + 1;
    }

    // ------------------------------------------------------------------------------------------- the port

    @Override
    public Executor writer() {
        return work -> writer.add(isShared() ? NO_TIME_NANOS : delay(), work);
    }

    @Override
    public Executor atLength() {
        return work -> atLength.add(delay(), work);
    }

    /** Of a full disk, or one that fails, it is not known how much of a write is on it. */
    private void perhapsFail() {
        boolean full = process.machine().isFull();
        boolean sound = process.machine().isDiskMended();
        if (full || !sound && run.seededRandom().chance(run.options().failedWriteChance())) {
            run.count(full ? "write to a full disk" : "failed write");
            disk.power().diskFails();
        } else {
            disk.power().on();
        }
    }

    @Override
    public Executor reader() {
        return work -> process.post(delay(), work);
    }

    @Override
    public Executor lookUps() {
        return work -> process.post(delay(), work);
    }

    @Override
    public int lookUpThreads() {
        return 2;
    }

    @Override
    public void giveWay() {
        // No other thread runs.
    }

    /**
     * Finds out what is on the disk of a chain once everything given to it before is there.
     *
     * @param order of the writes of the replica
     */
    void recover(int chain, ReplicaWrites order, Consumer<StoredState> found) {
        order.addAtLength(() -> {
            CompletableFuture<Void> end = CompletableFuture.completedFuture(null);
            StoredState stored;
            broken.replays(disk, true);
            try {
                stored = DiskInvariants.recover(process.name(), store(chain));
            } catch (StoreException e) {
                process.post(0, () -> process.machine().crash("a write has failed: " + e.getMessage()));
                return end;
            } finally {
                broken.replays(disk, false);
            }
            recovered.add(chain);
            process.post(0, () -> {
                around.invariants(chain).disks().recovered(process.name(), disk.content(chain), stored, store(chain));
                found.accept(broken.recovered(
                        disk.content(chain),
                        store(chain),
                        store(1 + chain % run.chains()),
                        stored,
                        around.zooKeeper().newest().chain(chain).configuration()));
            });
            return end;
        });
    }

    /**
     * Removes what is on the disk of a replica that has ended, behind all its writes, if it is older than the activated configuration.
     *
     * @param then whether it was removed
     */
    void forget(int chain, ReplicaWrites order, Configuration activated, Consumer<Boolean> then) {
        DiskContent content = disk.content(chain);
        order.addAtLength(() -> {
            CompletableFuture<Void> end = CompletableFuture.completedFuture(null);
            StoredState[] found = new StoredState[1];
            boolean removed;
            try {
                removed = store(chain).forgetIf(stored -> {
                    found[0] = stored;
                    boolean may = SurplusReplica.isOlder(stored, activated);
                    if (may) {
                        around.invariants(chain).removals().isRemoved(process.name(), stored, content);
                        content.removalBegins();
                        recovered.remove(chain);
                    }
                    return may;
                });
            } catch (StoreException e) {
                process.post(0, () -> process.machine().crash("a write has failed: " + e.getMessage()));
                return end;
            }
            process.post(0, () -> {
                content.found(process.name(), found[0]);
                if (removed) {
                    content.isRemoved();
                }
                then.accept(removed);
            });
            return end;
        });
    }

    // ------------------------------------------------------------------------------------------- in the background

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        flushes.add(task);
        process.post(delayNanos + run.seededRandom().exponential(lagNanos), () -> {
            flushes.remove(task);
            perhapsFail();
            long before = disk.batches();
            task.run();
            if (disk.batches() > before) {
                recovered.forEach(chain ->
                        around.invariants(chain).disks().flushed(process.name(), disk.content(chain), store(chain)));
            }
        });
    }

    // ------------------------------------------------------------------------------------------- the end

    /** The process has ended. */
    void crash() {
        if (run.seededRandom().chance(0.5)) {
            disk.power().cutAfter(run.seededRandom().below(CHANGES));
            carryOutWhatIsUnderWay();
        }
        writer.waiting.clear();
        atLength.waiting.clear();
        flushes.clear();
        disk.crash();
        around.judgeDisk(process.name(), disk);
    }

    private void carryOutWhatIsUnderWay() {
        boolean atLengthFirst = isShared() && run.seededRandom().chance(0.3);
        Line line = atLengthFirst && !atLength.waiting.isEmpty() ? atLength : writer;
        if (!line.waiting.isEmpty()) {
            // A block is written behind what has been added to it.
            do {
                if (!carryOut(line.waiting.removeFirst())) {
                    return;
                }
            } while (isShared() && !line.waiting.isEmpty());
        } else if (!flushes.isEmpty()) {
            carryOut(flushes.get(0));
        }
    }

    /** Returns whether all of it has been carried out. */
    private static boolean carryOut(Runnable work) {
        try {
            work.run();
            return true;
        } catch (Power.Cut e) {
            return false;
        }
    }
}
