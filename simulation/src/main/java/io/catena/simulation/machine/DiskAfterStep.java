package io.catena.simulation.machine;

import io.catena.server.chain.Effect;
import io.catena.server.replica.ReplicaDisk;

/** Carries out the disk effects of a step; the process may stand still between the step and its effects. */
record DiskAfterStep(SimulatedProcess process, SimulatedDisk disk) implements ReplicaDisk {
    @Override
    public void write(Effect.WriteDisk write) {
        process.afterStep(() -> disk.write(write));
    }

    @Override
    public void install(Effect.InstallChunk install) {
        process.afterStep(() -> disk.install(install));
    }

    @Override
    public void readLog(Effect.ReadLog read) {
        process.afterStep(() -> disk.readLog(read));
    }

    @Override
    public void readChunk(Effect.ReadChunk read) {
        process.afterStep(() -> disk.readChunk(read));
    }

    @Override
    public void lookUp(Effect.ReadStore read) {
        process.afterStep(() -> disk.lookUp(read));
    }

    @Override
    public Throwable failure() {
        return disk.failure();
    }

    @Override
    public void end() {
        disk.end();
    }
}
