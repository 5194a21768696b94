package io.catena.simulation.machine;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.StoredState;
import io.catena.server.disk.DiskQueue;
import io.catena.server.disk.ReplicaWrites;
import io.catena.server.runtime.Scheduler;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.storage.files.StoreException;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A process's way to its disk: one write after the other, each of which happens at some time between its beginning and the
 * news of it; reads beside them; and what brings applied records into the database, later or much later. When the process
 * ends, what is under way has happened, has not, or ends in the midst.
 */
final class DiskThread implements DiskQueue, Scheduler {
    /** Until the power fails during what is under way, so many changes of the disk are made at most. */
    private static final int CHANGES = 4;

    private final SimulatedRun run;
    private final BrokenDisk broken;
    private final DiskInvariants invariants;
    private final Supplier<Configuration> newest;
    private final SimulatedProcess process;
    private final MachineDisk disk;
    private final ReplicaStore store;
    /** By how much records come into the database later than they could, on average. */
    private final long lagNanos;

    private final ReplicaWrites order = new ReplicaWrites(this);

    private long freeAtNanos;
    /** What has been given to the disk's writer and has not been carried out. */
    private final ArrayDeque<Runnable> writes = new ArrayDeque<>();
    /** What is to bring records into the database. */
    private final List<Runnable> flushes = new ArrayList<>();

    /** @param newest the newest configuration, whether the node knows of it or not */
    DiskThread(
            SimulatedRun run,
            BrokenDisk broken,
            DiskInvariants invariants,
            Supplier<Configuration> newest,
            SimulatedProcess process) {
        this.run = run;
        this.broken = broken;
        this.invariants = invariants;
        this.newest = newest;
        this.process = process;
        this.disk = process.machine().disk();
        this.store = disk.open(this);
        this.lagNanos = run.seededRandom().exponential(run.seededRandom().chance(0.5) ? Timeline.millis(10_000) : 1);
    }

    ReplicaStore store() {
        return store;
    }

    /** The order of the writes of the machine's replica. */
    ReplicaWrites order() {
        return order;
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
        return this::write;
    }

    @Override
    public Executor atLength() {
        return this::write;
    }

    private void write(Runnable work) {
        writes.addLast(work);
        freeAtNanos = Math.max(freeAtNanos, run.timeline().nowNanos()) + delay();
        run.timeline().at(freeAtNanos, () -> {
            if (process.isAlive()) {
                perhapsFail();
                writes.removeFirst().run();
            }
        });
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

    /** Finds out what is on the disk once everything given to it before is there. */
    void recover(Consumer<StoredState> found) {
        order.addAtLength(() -> {
            CompletableFuture<Void> end = CompletableFuture.completedFuture(null);
            StoredState stored;
            broken.replays(disk, true);
            try {
                stored = DiskInvariants.recover(process.name(), store);
            } catch (StoreException e) {
                process.post(0, () -> process.machine().crash("a write has failed: " + e.getMessage()));
                return end;
            } finally {
                broken.replays(disk, false);
            }
            process.post(0, () -> {
                invariants.recovered(process.name(), disk, stored, store);
                found.accept(broken.recovered(disk, store, stored, newest.get()));
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
                invariants.flushed(process.name(), process.machine().content(), store);
            }
        });
    }

    // ------------------------------------------------------------------------------------------- the end

    /** The process has ended. */
    void crash() {
        if (run.seededRandom().chance(0.5)) {
            disk.power().cutAfter(run.seededRandom().below(CHANGES));
            if (!writes.isEmpty()) {
                carryOut(writes.removeFirst());
            } else if (!flushes.isEmpty()) {
                carryOut(flushes.get(0));
            }
        }
        writes.clear();
        flushes.clear();
        disk.crash();
        invariants.afterCrash(process.name(), disk);
    }

    private static void carryOut(Runnable work) {
        try {
            work.run();
        } catch (Power.Cut e) {
            // That was all of it.
        }
    }
}
