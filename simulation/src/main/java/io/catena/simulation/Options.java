package io.catena.simulation;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.SharedSettings;

/**
 * What a run is like: drawn from its seed, so that runs differ in which faults they have and how strong (swarm testing).
 * Times are simulated nanoseconds; a mean interval of 0 means that the fault does not occur. In a third of the runs leases
 * are hunted ({@link LeaseStress}): faults are aimed, all others are fewer, and many clients read. In three of ten of the others
 * leases are at stake: they are long, and members lose their places while they live and do not hear of it for a while.
 */
record Options(
        int machines,
        int clients,
        int keys,
        long safetyNanos,
        long tickNanos,
        long linkDelayNanos,
        double slowLinkChance,
        long diskDelayNanos,
        double slowDiskChance,
        long slowDiskNanos,
        int retainedLogBytes,
        int chunkBytes,
        long zooKeeperDelayNanos,
        double zooKeeperLoss,
        double zooKeeperLagChance,
        long zooKeeperLagNanos,
        long watchDelayNanos,
        long sessionTimeoutNanos,
        long clientThinkNanos,
        ReplicaSettings settings,
        long crashNanos,
        double wipeChance,
        long downNanos,
        long pauseNanos,
        long resetNanos,
        long cutNanos,
        long zooKeeperOutageNanos,
        long expiryNanos,
        long deposeNanos,
        long leaveNanos,
        long blackoutNanos,
        long leftBehindNanos,
        double failedWriteChance,
        double driftChance,
        long fullDiskNanos,
        int valueBytes,
        long clientTimeoutNanos,
        long holdNanos,
        long huntNanos,
        double readShare,
        SharedSettings shared,
        long settingsNanos,
        long slowMachineNanos,
        boolean hunted,
        boolean leasesAtStake) {

    private static final long SECOND = 1_000_000_000;
    private static final long MILLISECOND = 1_000_000;
    /** About what a key and a small value take in a piece of a snapshot. */
    private static final int ENTRY_BYTES = 130;

    static Options draw(SeededRandom seededRandom) {
        boolean hunted = seededRandom.chance(0.33);
        boolean leasesAtStake = !hunted && seededRandom.chance(0.3);
        double share = hunted ? 0.2 : 1;
        return new Options(
                (int) seededRandom.between(hunted ? 3 : 2, 5),
                (int) (hunted ? seededRandom.between(3, 6) : seededRandom.between(1, 4)),
                (int) (hunted ? seededRandom.between(3, 6) : seededRandom.between(1, 4)),
                (hunted ? seededRandom.between(25, 50) : seededRandom.between(15, 60)) * SECOND,
                seededRandom.between(20, 60) * MILLISECOND,
                seededRandom.exponential(3 * MILLISECOND) + 100_000,
                seededRandom.chance(leasesAtStake ? 0.7 : 0.3) ? seededRandom.between(0.05, 0.5) : 0,
                seededRandom.exponential(4 * MILLISECOND) + 100_000,
                seededRandom.chance(0.3 * share) ? seededRandom.between(0.001, 0.05) : 0,
                seededRandom.between(100, 8_000) * MILLISECOND,
                seededRandom.chance(0.5) ? (int) seededRandom.between(0, 10) << 10 : 256 << 10,
                (int) seededRandom.between(1, 3) * ENTRY_BYTES,
                seededRandom.exponential(3 * MILLISECOND) + 100_000,
                seededRandom.chance(0.3 * share) ? seededRandom.between(0.001, 0.1) : 0,
                seededRandom.chance(0.3) ? seededRandom.between(0.1, 1) : 0,
                seededRandom.exponential(200 * MILLISECOND),
                seededRandom.exponential(
                        seededRandom.chance(leasesAtStake ? 0.8 : 0.3) ? 500 * MILLISECOND : 5 * MILLISECOND),
                seededRandom.between(2, hunted ? 3 : 6) * SECOND,
                seededRandom.exponential((hunted ? 40 : 200) * MILLISECOND) + (hunted ? 20 : 10) * MILLISECOND,
                drawSettings(seededRandom, hunted),
                mean(seededRandom, 0.7 * share, 15),
                seededRandom.chance(0.2) ? seededRandom.between(0.1, 0.5) : 0,
                seededRandom.exponential(4 * SECOND) + 10 * MILLISECOND,
                mean(seededRandom, 0.5 * share, 12),
                mean(seededRandom, 0.5, 6),
                mean(seededRandom, 0.5 * share, 12),
                mean(seededRandom, 0.3 * share, 25),
                leasesAtStake ? seededRandom.between(1, 6) * SECOND : mean(seededRandom, 0.3 * share, 15),
                mean(seededRandom, 0.3 * share, 10),
                mean(seededRandom, 0.4 * share, seededRandom.between(2, 20)),
                mean(seededRandom, 0.3 * share, 30),
                mean(seededRandom, leasesAtStake ? 0.5 : 0.1 * share, 20),
                seededRandom.chance(0.1 * share) ? 0.001 : 0,
                seededRandom.chance(hunted ? 0.8 : 0.5) ? 1 : 0,
                mean(seededRandom, 0.2 * share, 15),
                seededRandom.chance(0.3) ? (int) seededRandom.between(20, hunted ? 200 : 2_000) : 0,
                drawClientTimeout(seededRandom, hunted),
                mean(seededRandom, 0.4, 5),
                hunted ? seededRandom.between(100, 1_500) * MILLISECOND : 0,
                hunted || leasesAtStake ? seededRandom.between(0.5, 0.9) : 0.4,
                new SharedSettings(drawLease(seededRandom, hunted, leasesAtStake), 1, 0),
                mean(seededRandom, 0.4, 8),
                mean(seededRandom, 0.3 * share, 15),
                hunted,
                leasesAtStake);
    }

    /** Whether a disk, a link or a machine may be far slower than others. */
    boolean hasSlowness() {
        return slowLinkChance > 0 || slowDiskChance > 0 || slowMachineNanos > 0;
    }

    /** What an operator changes the settings to: any lease of this kind of run, or none. */
    SharedSettings drawShared(SeededRandom seededRandom) {
        int leaseMillis = seededRandom.chance(0.1) ? 0 : drawLease(seededRandom, hunted, leasesAtStake);
        int minReplicas = seededRandom.chance(0.25) ? 2 : 1;
        return new SharedSettings(leaseMillis, minReplicas, (int) seededRandom.between(0, machines));
    }

    private static long drawClientTimeout(SeededRandom seededRandom, boolean hunted) {
        if (hunted) {
            return seededRandom.between(200, 1_500) * MILLISECOND;
        }
        return seededRandom.chance(0.7) ? 2 * SECOND : seededRandom.between(5, 20) * SECOND;
    }

    private static long mean(SeededRandom seededRandom, double chance, long meanSeconds) {
        return seededRandom.chance(chance) ? seededRandom.exponential(meanSeconds * SECOND) + SECOND : 0;
    }

    /**
     * None, or as short as in production; or, where leases are at stake, long enough for a living member to be removed, or
     * for the chain to be formed anew, while its lease lasts.
     */
    private static int drawLease(SeededRandom seededRandom, boolean hunted, boolean atStake) {
        if (hunted) {
            return (int)
                    (seededRandom.chance(0.5) ? seededRandom.between(400, 4_000) : seededRandom.between(4_000, 15_000));
        }
        if (atStake) {
            return (int)
                    (seededRandom.chance(0.5) ? seededRandom.between(500, 6_000) : seededRandom.between(6_000, 30_000));
        }
        return seededRandom.chance(0.3) ? 0 : (int) seededRandom.between(100, 1_000);
    }

    /** Little enough to be felt, but where many clients write, more than a joining replica needs to catch up with them. */
    private static long drawInFlightBytes(SeededRandom seededRandom, boolean hunted) {
        if (hunted) {
            return seededRandom.chance(0.6) ? seededRandom.between(300, 1_000) : 64 << 20;
        }
        return seededRandom.chance(0.3) ? seededRandom.between(1, 1_000) : 64 << 20;
    }

    private static ReplicaSettings drawSettings(SeededRandom seededRandom, boolean hunted) {
        return new ReplicaSettings(
                400 * MILLISECOND,
                1_000 * MILLISECOND,
                100 * MILLISECOND,
                50 * MILLISECOND,
                60 * SECOND,
                seededRandom.chance(0.2) ? seededRandom.between(4_000, 64_000) : 32 << 20,
                seededRandom.chance(0.1) ? (int) seededRandom.between(1, 4) : 100_000,
                seededRandom.chance(0.2) ? (int) seededRandom.between(50, 4_000) : 1 << 20,
                seededRandom.chance(0.2) ? (int) seededRandom.between(0, 2_000) : 4 << 20,
                seededRandom.chance(0.5) ? (int) seededRandom.between(50, 400) : 1 << 20,
                drawInFlightBytes(seededRandom, hunted),
                seededRandom.chance(0.5) ? seededRandom.between(0, 500) : 4 << 20,
                100,
                105,
                ClusterFormat.KNOWN);
    }
}
