package io.catena.simulation.faults;

import io.catena.server.chain.ReplicaSettings;
import io.catena.simulation.run.Occasion;
import io.catena.simulation.run.Timeline;

/**
 * Whether disks are backed up in a run, and what ZooKeeper can tell of copies then.
 *
 * @param renotedOften whether ZooKeeper can tell copies of the same epoch, too
 * @param renotingNanos how often the chain's progress is noted
 */
public record BackupPlan(Occasion occasion, boolean renotedOften, long renotingNanos) {
    private static final double RUNS = 0.3;

    /** @param isPossible whether nothing in the run assumes that no disk was put back */
    public static BackupPlan draw(long seed, boolean isPossible) {
        Occasion occasion = Occasion.draw(seed, 1, RUNS).onlyIf(isPossible);
        boolean renotedOften = occasion.seededRandom().chance(0.6);
        long renotingNanos = renotedOften
                ? occasion.seededRandom().between(Timeline.millis(300), Timeline.millis(3_000))
                : ReplicaSettings.standard().renotingNanos();
        return new BackupPlan(occasion, renotedOften, renotingNanos);
    }

    /** What becomes of a machine's settings. */
    public ReplicaSettings settings(ReplicaSettings settings) {
        return occasion.occurs() ? settings.withRenoting(renotingNanos) : settings;
    }
}
