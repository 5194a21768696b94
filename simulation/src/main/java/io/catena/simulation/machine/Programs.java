package io.catena.simulation.machine;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.FormatRange;
import io.catena.simulation.run.Occasion;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.zookeeper.ChainState;
import io.catena.simulation.zookeeper.SimulatedZooKeeper;
import io.catena.simulation.zookeeper.ZooKeeperState;

/**
 * The programs that machines have, by the formats that they know (P6, P7): of three releases in some of the runs, and
 * all alike in the others. The numbers stand for any two formats that follow each other.
 */
public final class Programs {
    private static final int OLDER = 1;
    /** The format that only newer programs know. */
    public static final int NEWER = 2;

    private static final FormatRange BEFORE = new FormatRange(OLDER, OLDER);
    private static final FormatRange BETWEEN = new FormatRange(OLDER, NEWER);
    private static final FormatRange BEHIND = new FormatRange(NEWER, NEWER);

    private final SimulatedRun run;
    private final SimulatedZooKeeper zooKeeper;
    private final Occasion differ;

    /** @param differ whether they differ */
    public Programs(SimulatedRun run, SimulatedZooKeeper zooKeeper, Occasion differ) {
        this.run = run;
        this.zooKeeper = zooKeeper;
        this.differ = differ;
    }

    /** The formats that the first program of a machine knows. */
    FormatRange first() {
        if (!differ.occurs()) {
            return ClusterFormat.known(
                    new ClusterShape(run.chains(), run.placement().replicas()));
        }
        return differ.seededRandom().chance(0.6) ? BEFORE : BETWEEN;
    }

    /** The formats of the release behind one that knows these. */
    public FormatRange next(FormatRange formats) {
        return formats.equals(BEFORE) ? BETWEEN : BEHIND;
    }

    /** The formats of the release that knows whatever is in force. */
    public FormatRange between() {
        return BETWEEN;
    }

    /**
     * A node that does not know the format of the cluster does not start. Its operator installs a release that does,
     * and starts it again.
     */
    FormatRange startable(FormatRange formats) {
        if (knowsTheCluster(formats)) {
            return formats;
        }
        run.count("start refused for the format");
        return BETWEEN;
    }

    /** Whether a program knows the format that is in force and the one that is wanted. */
    public boolean knowsTheCluster(FormatRange formats) {
        ZooKeeperState now = zooKeeper.newest();
        return formats.includes(now.settings().format())
                && now.chains().stream()
                        .map(ChainState::configuration)
                        .allMatch(newest -> newest == null
                                || formats.includes(newest.format().number()));
    }
}
