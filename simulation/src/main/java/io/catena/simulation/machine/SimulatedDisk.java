package io.catena.simulation.machine;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.disk.ReplicaLoop;
import io.catena.server.disk.StoreDisk;
import io.catena.server.replica.ReplicaDisk;
import io.catena.server.runtime.health.DiskWatch;
import io.catena.simulation.invariants.Invariants;
import io.catena.simulation.planted.BrokenDisk;
import io.catena.simulation.run.SimulatedRun;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * A life's way to a machine's simulated disk, which is production's. What the store answers is noted, so that the disk can be
 * judged by it.
 */
final class SimulatedDisk implements ReplicaDisk, ReplicaDisk.Listener, ReplicaLoop {
    private final SimulatedRun run;
    private final BrokenDisk broken;
    private final Invariants invariants;
    private final SimulatedProcess process;
    private final Life life;
    private final Listener listener;
    private final StoreDisk disk;
    /** Work is done and nothing goes on with that: it is heard of behind the next event. */
    private final Deque<Runnable> unawaited = new ArrayDeque<>();
    /** Whether the write under way has been taken for done already, as no rule allows. */
    private boolean isHeardOf;
    /** Whether the life is over. */
    private boolean ended;

    SimulatedDisk(Surroundings around, SimulatedProcess process, Life life, DiskWatch watch, Listener listener) {
        this.run = around.run();
        this.broken = around.faultPlanter().disk();
        this.invariants = around.invariants(life.chain());
        this.process = process;
        this.life = life;
        this.listener = listener;
        StoreDisk.Ports ports = new StoreDisk.Ports(
                process.disk(),
                process.replica(life.chain()).writes(),
                this,
                process::clockNanos,
                new ProcessScheduler(process));
        this.disk = new StoreDisk(life.store(), ports, watch, process.disk().shared(), this);
    }

    // ------------------------------------------------------------------------------------------- effects

    @Override
    public void write(Effect.WriteDisk wanted) {
        Effect.WriteDisk write = broken.diskWrite(wanted);
        boolean early = broken.acknowledgesBeforeTheDisk(write.write());
        life.content().begins(write);
        broken.syncs(process.machine().disk(), write.write());
        isHeardOf = early;
        disk.write(write);
        if (early) {
            long first = life.driver().view().applied() + 1;
            process.post(0, () -> listener.done(new Event.DiskDone(first)));
        }
    }

    @Override
    public void install(Effect.InstallChunk install) {
        run.count("snapshot chunks installed");
        life.content().begins(install);
        disk.install(install);
    }

    @Override
    public void readLog(Effect.ReadLog read) {
        disk.readLog(read);
    }

    @Override
    public void readChunk(Effect.ReadChunk read) {
        int bytes = Math.min(read.maxBytes(), run.options().chunkBytes());
        disk.readChunk(new Effect.ReadChunk(read.link(), read.seq(), read.after(), bytes));
    }

    @Override
    public void lookUp(Effect.ReadStore read) {
        disk.lookUp(read);
    }

    @Override
    public Throwable failure() {
        return disk.failure();
    }

    @Override
    public void end() {
        ended = true;
        disk.end();
        hearOfUnawaited();
    }

    // ------------------------------------------------------------------------------------------- what becomes of them

    @Override
    public void done(Event event) {
        if (event instanceof Event.DiskDone) {
            life.content().done();
            invariants.onDisk(life);
            if (isHeardOf) {
                isHeardOf = false;
                return;
            }
        }
        listener.done(broken.read(event, life.store()));
    }

    @Override
    public void writeFailed(Throwable e) {
        listener.writeFailed(e);
    }

    @Override
    public void readFailed(Throwable e) {
        listener.readFailed(e);
    }

    @Override
    public boolean awaitsDisk() {
        return listener.awaitsDisk();
    }

    // ------------------------------------------------------------------------------------------- the loop

    @Override
    public void add(Runnable task) {
        process.post(0, task);
    }

    @Override
    public void add(Runnable task, BooleanSupplier awaited) {
        process.post(0, () -> {
            // Nothing more happens to a life that is over that would bring the news along.
            if (ended || awaited.getAsBoolean()) {
                task.run();
            } else {
                unawaited.addLast(task);
            }
        });
    }

    @Override
    public void inNextTurn(Runnable task) {
        process.post(0, task);
    }

    /**
     * The loop is awake for something else. Of a timer's task it hears behind what waits here: Netty queues a timer that
     * is due behind the tasks that are there. Of a message it hears before.
     */
    void hearOfUnawaited() {
        while (!unawaited.isEmpty()) {
            unawaited.removeFirst().run();
        }
    }
}
