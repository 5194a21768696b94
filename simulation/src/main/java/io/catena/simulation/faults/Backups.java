package io.catena.simulation.faults;

import io.catena.server.chain.Configuration;
import io.catena.simulation.disk.MachineDisk;
import io.catena.simulation.machine.SimulatedCluster;
import io.catena.simulation.machine.SimulatedMachine;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import io.catena.simulation.zookeeper.ChainState;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * Copies the disk of a member while it runs, and puts the copy back later: while all are down, so that it comes back first,
 * or while the others go on. Only a copy is put back that ZooKeeper can tell from the disk's last state: of an older epoch, or
 * one whose log ends before what is noted as committed. Nothing can be promised of a younger one that comes back alone.
 *
 * <p>It happens in some of the runs without a disaster: a recovery by hand assumes that no disk was put back. In those the
 * chain's progress is noted often.
 */
public final class Backups extends OccasionalFaults {
    private static final long LOOK_NANOS = Timeline.millis(250);
    private static final long GLANCE_NANOS = Timeline.millis(4);
    private static final long WINK_NANOS = Timeline.millis(1);
    private static final long CHANGE_NANOS = Timeline.millis(4_000);
    private static final long PATIENCE_NANOS = Timeline.millis(15_000);
    /** More than the copy needs to come back, and than the controller waits for others then (C11). */
    private static final long AHEAD_NANOS = Timeline.millis(4_000);

    private static final long OTHERS_NANOS = Timeline.millis(8_000);

    private final BiConsumer<String, MachineDisk> judge;
    private final boolean renotedOften;

    /** @param judge judges a copy, told the name of its machine */
    public Backups(SimulatedRun run, SimulatedCluster cluster, BiConsumer<String, MachineDisk> judge, BackupPlan plan) {
        super(run, cluster, plan.occasion());
        this.judge = judge;
        this.renotedOften = plan.renotedOften();
    }

    @Override
    void next() {
        after(seededRandom().between(Timeline.millis(500), Timeline.millis(6_000)), this::make);
    }

    private void make() {
        List<SimulatedMachine> members =
                cluster().machines().stream().filter(this::isSoundMember).toList();
        if (members.isEmpty()) {
            next();
            return;
        }
        SimulatedMachine machine = seededRandom().pick(members);
        if (seededRandom().chance(renotedOften ? 0.3 : 0.7)) {
            awaitChange(machine, run().timeline().nowNanos() + CHANGE_NANOS);
        } else {
            copied(machine, machine.disk().copy());
        }
    }

    /** Waits for the moment before the disk of the member holds a new epoch: it may hold all that older epochs committed. */
    private void awaitChange(SimulatedMachine machine, long untilNanos) {
        if (!machine.isUp() || isInstalling(machine) || run().timeline().nowNanos() > untilNanos) {
            next();
        } else if (changes(machine)) {
            copyUntilItHasChanged(machine, machine.disk().copy());
        } else {
            after(GLANCE_NANOS, () -> awaitChange(machine, untilNanos));
        }
    }

    private boolean changes(SimulatedMachine machine) {
        return chains().anyMatch(chain -> machine.content(chain).epoch()
                < cluster().newest(chain).configuration().epoch());
    }

    private IntStream chains() {
        return IntStream.rangeClosed(1, cluster().chains());
    }

    private boolean isInstalling(SimulatedMachine machine) {
        return chains().anyMatch(chain -> machine.content(chain).isInstalling());
    }

    private void copyUntilItHasChanged(SimulatedMachine machine, MachineDisk copy) {
        after(WINK_NANOS, () -> {
            if (machine.isUp() && changes(machine)) {
                copyUntilItHasChanged(machine, machine.disk().copy());
            } else {
                copied(machine, copy);
            }
        });
    }

    private void copied(SimulatedMachine machine, MachineDisk copy) {
        judge.accept(machine.name(), copy);
        run().trace()
                .line(
                        machine.name(),
                        "is backed up, its log ends at %d",
                        copy.content(1).hash().end());
        await(machine, copy, run().timeline().nowNanos() + PATIENCE_NANOS);
    }

    /** Of all chains. */
    private boolean isSoundMember(SimulatedMachine machine) {
        return machine.isUp() && chains().allMatch(chain -> isMember(machine, chain)) && !isInstalling(machine);
    }

    private boolean isMember(SimulatedMachine machine, int chain) {
        ChainState newest = cluster().newest(chain);
        Configuration activated = newest.activated();
        return machine.process().self(chain) != null
                && activated != null
                && activated.equals(newest.configuration())
                && activated.positionOf(machine.process().self(chain)) >= 0;
    }

    private void await(SimulatedMachine machine, MachineDisk copy, long untilNanos) {
        if (machine.isWiped() || run().timeline().nowNanos() > untilNanos) {
            next();
        } else if (isTold(copy)) {
            putBack(machine, copy);
        } else {
            after(LOOK_NANOS, () -> await(machine, copy, untilNanos));
        }
    }

    /** In each chain. */
    private boolean isTold(MachineDisk copy) {
        return chains().allMatch(chain -> {
            ChainState newest = cluster().newest(chain);
            return copy.content(chain).epoch() < newest.activated().epoch()
                    || copy.content(chain).hash().end() < newest.committed();
        });
    }

    private void putBack(SimulatedMachine machine, MachineDisk copy) {
        boolean alone = seededRandom().chance(0.7);
        run().count(alone ? "old copies that come back first" : "old copies that come back to others");
        if (alone) {
            long aheadNanos = seededRandom().chance(0.5) ? AHEAD_NANOS : 0;
            for (SimulatedMachine other : cluster().machines()) {
                if (other != machine && other.isUp()) {
                    other.crash("is killed, and an old copy comes back before it");
                    after(aheadNanos + seededRandom().exponential(OTHERS_NANOS), other::start);
                }
            }
        }
        machine.putBack(copy);
        after(seededRandom().exponential(Timeline.millis(500)), machine::start);
        next();
    }
}
