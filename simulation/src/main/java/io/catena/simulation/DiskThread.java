package io.catena.simulation;

import io.catena.server.chain.StoredState;
import io.catena.server.runtime.health.DiskWatch;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A process's way to its disk: one write after the other, each durable at some time between its beginning and the news of
 * it. When the process ends, the write under way has happened or has not.
 */
final class DiskThread {
    private final World world;
    private final SimulatedProcess process;
    private final DiskWatch watch;
    /** How many writes the process waits for. */
    private int waitedFor;

    private long freeAtNanos;
    /** What has been given to the disk and is not known to be durable. */
    private final ArrayDeque<LongSupplier> underWay = new ArrayDeque<>();

    DiskThread(World world, SimulatedProcess process, DiskWatch watch) {
        this.world = world;
        this.process = process;
        this.watch = watch;
    }

    private long delay() {
        Options options = world.options();
        if (!process.machine().isDiskMended() && world.seededRandom().chance(options.slowDiskChance())) {
            world.count("slow disk");
            return options.slowDiskNanos();
        }
        return process.machine().slowDiskNanos() + world.seededRandom().exponential(options.diskDelayNanos()) + 1;
    }

    /** Carries out a write and tells what it returns. */
    void write(LongSupplier work, Consumer<Long> done) {
        underWay.addLast(work);
        waitedFor++;
        if (waitedFor == 1) {
            watch.begins(process.clockNanos());
        }
        freeAtNanos = Math.max(freeAtNanos, world.timeline().nowNanos()) + delay();
        boolean full = process.machine().isFull();
        boolean sound = process.machine().isDiskMended();
        if (full || !sound && world.seededRandom().chance(world.options().failedWriteChance())) {
            world.count(full ? "write to a full disk" : "failed write");
            process.post(
                    freeAtNanos - world.timeline().nowNanos(),
                    () -> process.machine().crash("a write has failed"));
            return;
        }
        world.timeline().at(freeAtNanos, () -> {
            if (process.isAlive()) {
                underWay.removeFirst();
                long result = work.getAsLong();
                long endNanos = process.clockNanos();
                process.post(0, () -> {
                    ends(endNanos);
                    done.accept(result);
                });
            }
        });
    }

    private void ends(long endNanos) {
        watch.ends(endNanos);
        waitedFor--;
        if (waitedFor > 0) {
            watch.begins(process.clockNanos());
        }
    }

    /** Reads beside the writes. */
    void read(Runnable work) {
        process.post(delay(), work);
    }

    /** Finds out what is on the disk once everything given to it before is there. */
    void recover(Consumer<StoredState> found) {
        long wait = Math.max(0, freeAtNanos - world.timeline().nowNanos()) + delay();
        process.post(wait, () -> {
            if (!underWay.isEmpty()) {
                recover(found);
            } else {
                found.accept(world.faultPlanter()
                        .recovered(
                                process.machine().simulatedStore(),
                                world.zooKeeper().newest().configuration()));
            }
        });
    }

    /** The process has ended. */
    void crash() {
        if (!underWay.isEmpty() && world.seededRandom().chance(0.5)) {
            underWay.removeFirst().getAsLong();
        }
        underWay.clear();
        process.machine().simulatedStore().crash(world.seededRandom());
    }
}
