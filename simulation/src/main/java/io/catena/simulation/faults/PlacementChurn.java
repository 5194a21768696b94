package io.catena.simulation.faults;

import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.Occasion;
import io.catena.simulation.run.PlacementPlan;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.List;

/**
 * Makes chains move, in the runs that have them on some of the machines: machines come late, are away for longer than they are waited for, are
 * lost for good, or are to carry more or less; an operator drains them, takes that back, or says of those that are away that they do not
 * come back; the controller changes meanwhile, and nodes read the placement late.
 */
public final class PlacementChurn extends OccasionalFaults {
    private static final long PAUSE_NANOS = Timeline.millis(2_500);
    private static final long SOON_NANOS = Timeline.millis(500);
    private static final long LATE_NANOS = Timeline.millis(3_000);
    private static final int MOST_NEW_MACHINES = 3;

    private final PlacementPlan plan;
    private final Drains drains;
    private int newMachines;

    public PlacementChurn(SimulatedRun run, SimulatedCluster cluster) {
        super(
                run,
                cluster,
                new Occasion(run.placement().chance(), run.placement().isPlaced()));
        this.plan = run.placement();
        this.drains = new Drains(run);
    }

    @Override
    public void stop() {
        super.stop();
        cluster().interruptions().stop();
    }

    @Override
    void next() {
        cluster().interruptions().start();
        after(seededRandom().exponential(PAUSE_NANOS) + 1, () -> {
            change();
            next();
        });
    }

    private void change() {
        List<SimulatedMachine> up =
                cluster().machines().stream().filter(SimulatedMachine::isUp).toList();
        if (up.isEmpty()) {
            return;
        }
        SimulatedMachine one = seededRandom().pick(up);
        switch (seededRandom().below(12)) {
            case 0, 1 -> another();
            case 2 -> isAwayForLong(one);
            case 3 -> isLost(one);
            case 4, 5 -> isToCarryMoreOrLess(one);
            case 6 -> cluster().zooKeeper().deposeController();
            case 7, 8 -> drains.drain(seededRandom().pick(cluster().machines()), one);
            case 9 -> drains.undrain(seededRandom().pick(cluster().machines()), one);
            case 10 -> drains.rebalance(one);
            default -> readsLate(one);
        }
    }

    private void another() {
        if (newMachines < MOST_NEW_MACHINES) {
            newMachines++;
            run().count("machine that comes late");
            SimulatedMachine fresh = cluster().addMachine();
            after(seededRandom().exponential(SOON_NANOS), fresh::start);
        }
    }

    private void isAwayForLong(SimulatedMachine machine) {
        run().count("machine that is away for long");
        machine.crash("is away for long");
        long waitedNanos =
                Timeline.millis(plan.timings().calmMillis() + plan.timings().replacedAfterMillis());
        after(waitedNanos + seededRandom().exponential(LATE_NANOS), machine::start);
    }

    /** Never so that a chain has lost all its replicas for that alone. */
    private void isLost(SimulatedMachine machine) {
        long sound =
                cluster().machines().stream().filter(other -> !other.isWiped()).count();
        if (plan.replicas() > 1 && sound > plan.replicas() + 1) {
            run().count("machine that is lost for good");
            machine.wipe();
        }
    }

    private void isToCarryMoreOrLess(SimulatedMachine machine) {
        run().count("machine with another capacity or domain");
        machine.crash("is to carry more or less");
        machine.drawCarrier();
        after(seededRandom().exponential(SOON_NANOS), machine::start);
    }

    private void readsLate(SimulatedMachine machine) {
        Cuts cuts = new Cuts(run(), cluster());
        cuts.zooKeeper(machine);
        after(seededRandom().exponential(LATE_NANOS), cuts::mend);
    }
}
