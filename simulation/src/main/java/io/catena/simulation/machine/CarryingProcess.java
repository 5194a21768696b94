package io.catena.simulation.machine;

import io.catena.server.carrying.CarriedChains;
import io.catena.server.carrying.FirstCarried;
import io.catena.server.chain.Configuration;
import io.catena.server.departing.DepartureChange;
import io.catena.server.departing.DepartureRefused;
import io.catena.server.departing.OwnWord;
import io.catena.server.placement.Departures;
import io.catena.server.placement.KnownPlacement;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import io.catena.simulation.zookeeper.ChainState;
import io.catena.simulation.zookeeper.SimulatedDepartures;
import io.catena.simulation.zookeeper.ZooKeeperState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/**
 * Which chains a process carries, in a run whose chains are on some of the machines: finds out with which it begins, and then looks
 * again and again, as a node does.
 */
final class CarryingProcess {
    private static final long AGAIN_NANOS = Timeline.millis(100);
    /** A node that ends waits so long at most until it is written down that it does not come back. */
    private static final long GOES_NANOS = Timeline.millis(2_000);

    private final Surroundings around;
    private final SimulatedRun run;
    private final SimulatedProcess process;
    private final KnownPlacement placement;
    private final SortedSet<Integer> held;
    private final OwnWord word;
    private CarriedChains carried;
    /** The lives that have left at once. */
    private final Set<Long> hasLeftFor = new HashSet<>();

    /** @param held the chains of which the disk holds data */
    CarryingProcess(Surroundings around, SimulatedProcess process, KnownPlacement placement, SortedSet<Integer> held) {
        this.around = around;
        this.run = around.run();
        this.process = process;
        this.placement = placement;
        this.held = held;
        this.word = new OwnWord(
                new SimulatedDepartures(process.zooKeeper()), process.name(), new ProcessScheduler(process));
    }

    /** The node has been registered anew. */
    void comes() {
        word.comes(new Said("that it is there", () -> {}));
    }

    /**
     * The node has left. In half of the cases it says that it does not come back, which need not be true.
     *
     * @param then is called once, soon
     */
    void goes(Runnable then) {
        if (run.placement().chance().chance(0.5)) {
            then.run();
            return;
        }
        run.count("nodes that say that they do not come back");
        word.goes(new Said("that it does not come back", then));
        process.post(GOES_NANOS, then);
    }

    /** Writes into the trace what has come of a word. */
    private final class Said implements DepartureChange.Listener {
        private final String what;
        private final Runnable then;

        Said(String what, Runnable then) {
            this.what = what;
            this.then = then;
        }

        @Override
        public void isSaid(Departures departures) {
            then.run();
        }

        @Override
        public void refused(DepartureRefused why) {
            failed(why);
        }

        @Override
        public void failed(Exception problem) {
            run.trace().line(process.name(), "cannot say %s: %s", what, problem.getMessage());
            then.run();
        }
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
        process.post(Timeline.millis(carried.nextLookMillis()), this::look);
    }

    private void look() {
        if (around.faultPlanter().placing().leavesAtOnce()) {
            leaveAtOnce();
        }
        carried.look();
        process.post(Timeline.millis(carried.nextLookMillis()), this::look);
    }

    /** As no rule allows: whatever members the chains have. */
    private void leaveAtOnce() {
        for (int chain = 1; chain <= run.chains(); chain++) {
            List<String> line = placement.line(chain);
            Life life = process.life(chain);
            if (life != null
                    && !line.isEmpty()
                    && !line.contains(process.name())
                    && hasLeftFor.add(life.member().life())) {
                life.driver().leave();
            }
        }
    }
}
