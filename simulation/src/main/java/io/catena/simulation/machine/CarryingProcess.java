package io.catena.simulation.machine;

import io.catena.server.carrying.CarriedChains;
import io.catena.server.carrying.FirstCarried;
import io.catena.server.chain.Configuration;
import io.catena.server.placement.KnownPlacement;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import io.catena.simulation.zookeeper.ChainState;
import io.catena.simulation.zookeeper.ZooKeeperState;
import java.util.SortedSet;

/**
 * Which chains a process carries, in a run whose chains are on some of the machines: finds out with which it begins, and then looks
 * again and again, as a node does.
 */
final class CarryingProcess {
    private static final long LOOK_NANOS = Timeline.millis(1_000);
    private static final long AGAIN_NANOS = Timeline.millis(100);

    private final Surroundings around;
    private final SimulatedRun run;
    private final SimulatedProcess process;
    private final KnownPlacement placement;
    private final SortedSet<Integer> held;
    private CarriedChains carried;

    /** @param held the chains of which the disk holds data */
    CarryingProcess(Surroundings around, SimulatedProcess process, KnownPlacement placement, SortedSet<Integer> held) {
        this.around = around;
        this.run = around.run();
        this.process = process;
        this.placement = placement;
        this.held = held;
    }

    /**
     * Finds out with which chains the process begins, as soon as ZooKeeper answers.
     *
     * @param begun is called when it has a replica of each
     */
    void start(Runnable begun) {
        Runnable again = () -> process.post(AGAIN_NANOS, () -> start(begun));
        process.zooKeeper()
                .read(before -> process.zooKeeper().read(newest -> begin(before, newest, begun), again), again);
    }

    /** @param before in which the placement was read */
    private void begin(ZooKeeperState before, ZooKeeperState now, Runnable begun) {
        placement.take(1, before.placement().published().placement().lines());
        FirstCarried first = new FirstCarried(process.name(), held);
        for (int chain = 1; chain <= run.chains(); chain++) {
            first.placed(chain, placement.line(chain));
        }
        for (ChainState chain : now.chains()) {
            Configuration newest = chain.configuration();
            if (newest != null) {
                first.newest(newest);
            }
        }
        run.trace().line(process.name(), "begins with the chains %s", first.chains());
        first.chains().forEach(process::begin);
        begun.run();
        carried = new CarriedChains(
                process.name(),
                run.chains(),
                around.faultPlanter().placing().enough(run.placement().replicas()),
                placement::line,
                first.chains(),
                new SimulatedHands(around, process));
        process.post(LOOK_NANOS, this::look);
    }

    private void look() {
        carried.look();
        process.post(LOOK_NANOS, this::look);
    }
}
