package io.catena.simulation;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.SharedSettings;
import java.util.List;

/**
 * Programs of several releases in one cluster, which know different formats (P6, P7). Machines get newer programs, one
 * after the other and in any order, and at some time an operator raises the format. The numbers stand for any two
 * formats that follow each other.
 *
 * <p>This happens in a fifth of the runs without a {@link Disaster}: after one, a cluster may be of the older format
 * again, which the newest programs do not know.
 */
final class Releases extends OccasionalFaults {
    private static final double RUNS = 0.2;
    private static final int OLDER = 1;
    private static final int NEWER = 2;
    private static final FormatRange BEFORE = new FormatRange(OLDER, OLDER);
    private static final FormatRange BETWEEN = new FormatRange(OLDER, NEWER);
    private static final FormatRange BEHIND = new FormatRange(NEWER, NEWER);

    private static final long LOOK_NANOS = Timeline.millis(200);

    private final boolean isPossible;

    Releases(World world, long seed) {
        super(world, seed, 4, RUNS);
        this.isPossible = Disaster.draw(seed) == Disaster.Kind.NONE;
    }

    @Override
    boolean occur() {
        return isPossible && super.occur();
    }

    /** The formats that the first program of a machine knows. */
    FormatRange first() {
        if (!occur()) {
            return ClusterFormat.KNOWN;
        }
        return seededRandom().chance(0.6) ? BEFORE : BETWEEN;
    }

    /** In the end every machine has a program that may have a place. */
    @Override
    void stop() {
        super.stop();
        for (SimulatedMachine machine : world().machines()) {
            if (!knowsTheCluster(machine.formats())) {
                machine.install(BETWEEN);
            }
        }
    }

    @Override
    void next() {
        after(seededRandom().between(Timeline.millis(300), Timeline.millis(4_000)), () -> {
            if (seededRandom().chance(0.3)) {
                raise();
            } else {
                upgrade(seededRandom().pick(world().machines()));
            }
            next();
        });
    }

    /**
     * An operator raises the format, unless a node is known that does not know it, as {@code SettingsZnode} checks. In
     * half of the cases as if such nodes had registered during the check.
     */
    private void raise() {
        ZooKeeperState now = world().zooKeeper().newest();
        SharedSettings settings = now.settings();
        boolean allKnowIt = now.nodes().values().stream()
                .allMatch(node -> node.value().formats().includes(NEWER));
        boolean allAreThere = now.configuration() == null
                || now.configuration().line().stream()
                        .allMatch(member -> now.nodes().containsKey(member.nodeId()));
        boolean isPermitted = allKnowIt && allAreThere || seededRandom().chance(0.5);
        if (settings.format() < NEWER && isPermitted) {
            world().count("format raised");
            world().zooKeeper().changeSettings(settings.withFormat(NEWER));
        }
    }

    /** The machine gets the next release, if that one knows the format of the cluster. */
    private void upgrade(SimulatedMachine machine) {
        FormatRange next = machine.formats().equals(BEFORE) ? BETWEEN : BEHIND;
        if (!machine.formats().equals(next) && knowsTheCluster(next)) {
            if (machine.isUp() && seededRandom().chance(0.7)) {
                machine.process().leave();
                onceDown(machine, next);
            } else {
                install(machine, next);
            }
        }
    }

    private void onceDown(SimulatedMachine machine, FormatRange next) {
        after(LOOK_NANOS, () -> {
            if (machine.isUp() && machine.process().isStopping()) {
                onceDown(machine, next);
            } else {
                install(machine, next);
            }
        });
    }

    private void install(SimulatedMachine machine, FormatRange next) {
        world().count("program upgraded");
        machine.install(next);
        after(seededRandom().between(Timeline.millis(50), Timeline.millis(2_000)), machine::start);
    }

    /**
     * A node that does not know the format of the cluster does not start. Its operator installs a release that does,
     * and starts it again.
     */
    FormatRange startable(FormatRange formats) {
        if (knowsTheCluster(formats)) {
            return formats;
        }
        world().count("start refused for the format");
        return BETWEEN;
    }

    /** Whether a program knows the format that is in force and the one that is wanted. */
    boolean knowsTheCluster(FormatRange formats) {
        ZooKeeperState now = world().zooKeeper().newest();
        Configuration newest = now.configuration();
        return List.of(
                        now.settings().format(),
                        newest == null
                                ? now.settings().format()
                                : newest.format().number())
                .stream()
                .allMatch(formats::includes);
    }
}
