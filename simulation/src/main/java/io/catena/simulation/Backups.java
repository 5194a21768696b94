package io.catena.simulation;

import io.catena.server.chain.Configuration;
import java.util.List;

/**
 * Copies the disk of a member while it runs, and puts the copy back later: while all are down, so that it comes back first,
 * or while the others go on. Only a copy is put back that ZooKeeper can tell from the disk's last state: of an older epoch, or
 * one whose log ends before what is noted as committed. Nothing can be promised of a younger one that comes back alone.
 *
 * <p>It happens in some of the runs without a {@link Disaster}: a recovery by hand assumes that no disk was put back. In those the
 * chain's progress is noted often. Chance is of its own, so that the other runs
 * are what they would be without it.
 */
final class Backups {
    private static final long LOOK_NANOS = Timeline.millis(250);
    private static final long PATIENCE_NANOS = Timeline.millis(15_000);
    private static final long OTHERS_NANOS = Timeline.millis(6_000);

    private final World world;
    private final Dice dice;
    private final boolean made;
    private final long renotingNanos;
    private boolean stopped;

    Backups(World world, long seed) {
        this.world = world;
        this.dice = new Dice(LogHash.mix(seed + 1));
        this.made = dice.chance(0.1) && Disaster.draw(seed) == Disaster.Kind.NONE;
        this.renotingNanos = dice.between(Timeline.millis(300), Timeline.millis(3_000));
    }

    /** Whether this is one of the runs. */
    boolean areMade() {
        return made;
    }

    long renotingNanos() {
        return renotingNanos;
    }

    void start() {
        if (made) {
            next();
        }
    }

    void stop() {
        stopped = true;
    }

    private void after(long nanos, Runnable action) {
        world.timeline().after(nanos, () -> {
            if (!stopped) {
                action.run();
            }
        });
    }

    private void next() {
        after(dice.between(Timeline.millis(500), Timeline.millis(6_000)), this::make);
    }

    private void make() {
        List<Machine> members =
                world.machines().stream().filter(this::isSoundMember).toList();
        if (members.isEmpty()) {
            next();
            return;
        }
        Machine machine = dice.pick(members);
        world.trace()
                .line(
                        machine.name(),
                        "is backed up, its log ends at %d",
                        machine.store().hash().end());
        await(machine, machine.store().copy(), world.timeline().nowNanos() + PATIENCE_NANOS);
    }

    private boolean isSoundMember(Machine machine) {
        Znodes newest = world.zooKeeper().newest();
        Configuration activated = newest.activated();
        return machine.isUp()
                && machine.process().self() != null
                && activated != null
                && activated.equals(newest.configuration())
                && activated.positionOf(machine.process().self()) >= 0
                && !machine.store().isInstalling();
    }

    private void await(Machine machine, Store copy, long untilNanos) {
        if (machine.isWiped() || world.timeline().nowNanos() > untilNanos) {
            next();
        } else if (isTold(copy)) {
            putBack(machine, copy);
        } else {
            after(LOOK_NANOS, () -> await(machine, copy, untilNanos));
        }
    }

    private boolean isTold(Store copy) {
        Znodes newest = world.zooKeeper().newest();
        return copy.epoch() < newest.activated().epoch() || copy.hash().end() < newest.committed();
    }

    private void putBack(Machine machine, Store copy) {
        boolean alone = dice.chance(0.7);
        world.count(alone ? "old copies that come back first" : "old copies that come back to others");
        if (alone) {
            for (Machine other : world.machines()) {
                if (other != machine && other.isUp()) {
                    other.crash("is killed, and an old copy comes back before it");
                    after(dice.exponential(OTHERS_NANOS), other::start);
                }
            }
        }
        machine.putBack(copy);
        after(dice.exponential(Timeline.millis(500)), machine::start);
        next();
    }
}
