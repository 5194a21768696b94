package io.catena.simulation;

import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.SharedSettings;

/**
 * What a run is like: drawn from its seed, so that runs differ in which faults they have and how strong (swarm testing).
 * Times are simulated nanoseconds; a mean interval of 0 means that the fault does not occur. In a third of the runs leases
 * are hunted ({@link Hunt}): faults are aimed, all others are fewer, and many clients read. In three of ten of the others
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
        int retainedRecords,
        int entriesPerChunk,
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

    static Options draw(Dice dice) {
        boolean hunted = dice.chance(0.33);
        boolean leasesAtStake = !hunted && dice.chance(0.3);
        double share = hunted ? 0.2 : 1;
        return new Options(
                (int) dice.between(hunted ? 3 : 2, 5),
                (int) (hunted ? dice.between(3, 6) : dice.between(1, 4)),
                (int) (hunted ? dice.between(3, 6) : dice.between(1, 4)),
                (hunted ? dice.between(25, 50) : dice.between(15, 60)) * SECOND,
                dice.between(20, 60) * MILLISECOND,
                dice.exponential(3 * MILLISECOND) + 100_000,
                dice.chance(leasesAtStake ? 0.7 : 0.3) ? dice.between(0.05, 0.5) : 0,
                dice.exponential(4 * MILLISECOND) + 100_000,
                dice.chance(0.3 * share) ? dice.between(0.001, 0.05) : 0,
                dice.between(100, 8_000) * MILLISECOND,
                dice.chance(0.5) ? (int) dice.between(0, 10) : 10_000,
                (int) dice.between(1, 3),
                dice.exponential(3 * MILLISECOND) + 100_000,
                dice.chance(0.3 * share) ? dice.between(0.001, 0.1) : 0,
                dice.chance(0.3) ? dice.between(0.1, 1) : 0,
                dice.exponential(200 * MILLISECOND),
                dice.exponential(dice.chance(leasesAtStake ? 0.8 : 0.3) ? 500 * MILLISECOND : 5 * MILLISECOND),
                dice.between(2, hunted ? 3 : 6) * SECOND,
                dice.exponential((hunted ? 40 : 200) * MILLISECOND) + (hunted ? 20 : 10) * MILLISECOND,
                drawSettings(dice, hunted),
                mean(dice, 0.7 * share, 15),
                dice.chance(0.2) ? dice.between(0.1, 0.5) : 0,
                dice.exponential(4 * SECOND) + 10 * MILLISECOND,
                mean(dice, 0.5 * share, 12),
                mean(dice, 0.5, 6),
                mean(dice, 0.5 * share, 12),
                mean(dice, 0.3 * share, 25),
                leasesAtStake ? dice.between(1, 6) * SECOND : mean(dice, 0.3 * share, 15),
                mean(dice, 0.3 * share, 10),
                mean(dice, 0.4 * share, dice.between(2, 20)),
                mean(dice, 0.3 * share, 30),
                mean(dice, leasesAtStake ? 0.5 : 0.1 * share, 20),
                dice.chance(0.1 * share) ? 0.001 : 0,
                dice.chance(hunted ? 0.8 : 0.5) ? 1 : 0,
                mean(dice, 0.2 * share, 15),
                dice.chance(0.3) ? (int) dice.between(20, hunted ? 200 : 2_000) : 0,
                drawClientTimeout(dice, hunted),
                mean(dice, 0.4, 5),
                hunted ? dice.between(100, 1_500) * MILLISECOND : 0,
                hunted || leasesAtStake ? dice.between(0.5, 0.9) : 0.4,
                new SharedSettings(drawLease(dice, hunted, leasesAtStake), 1, 0),
                mean(dice, 0.4, 8),
                mean(dice, 0.3 * share, 15),
                hunted,
                leasesAtStake);
    }

    /** Whether a disk, a link or a machine may be far slower than others. */
    boolean hasSlowness() {
        return slowLinkChance > 0 || slowDiskChance > 0 || slowMachineNanos > 0;
    }

    /** What an operator changes the settings to: any lease of this kind of run, or none. */
    SharedSettings drawShared(Dice dice) {
        int leaseMillis = dice.chance(0.1) ? 0 : drawLease(dice, hunted, leasesAtStake);
        int minReplicas = dice.chance(0.25) ? 2 : 1;
        return new SharedSettings(leaseMillis, minReplicas, (int) dice.between(0, machines));
    }

    private static long drawClientTimeout(Dice dice, boolean hunted) {
        if (hunted) {
            return dice.between(200, 1_500) * MILLISECOND;
        }
        return dice.chance(0.7) ? 2 * SECOND : dice.between(5, 20) * SECOND;
    }

    private static long mean(Dice dice, double chance, long meanSeconds) {
        return dice.chance(chance) ? dice.exponential(meanSeconds * SECOND) + SECOND : 0;
    }

    /**
     * None, or as short as in production; or, where leases are at stake, long enough for a living member to be removed, or
     * for the chain to be formed anew, while its lease lasts.
     */
    private static int drawLease(Dice dice, boolean hunted, boolean atStake) {
        if (hunted) {
            return (int) (dice.chance(0.5) ? dice.between(400, 4_000) : dice.between(4_000, 15_000));
        }
        if (atStake) {
            return (int) (dice.chance(0.5) ? dice.between(500, 6_000) : dice.between(6_000, 30_000));
        }
        return dice.chance(0.3) ? 0 : (int) dice.between(100, 1_000);
    }

    /** Little enough to be felt, but where many clients write, more than a joining replica needs to catch up with them. */
    private static long drawInFlightBytes(Dice dice, boolean hunted) {
        if (hunted) {
            return dice.chance(0.6) ? dice.between(300, 1_000) : 64 << 20;
        }
        return dice.chance(0.3) ? dice.between(1, 1_000) : 64 << 20;
    }

    private static ReplicaSettings drawSettings(Dice dice, boolean hunted) {
        return new ReplicaSettings(
                400 * MILLISECOND,
                1_000 * MILLISECOND,
                100 * MILLISECOND,
                50 * MILLISECOND,
                60 * SECOND,
                dice.chance(0.2) ? dice.between(4_000, 64_000) : 32 << 20,
                dice.chance(0.1) ? (int) dice.between(1, 4) : 100_000,
                dice.chance(0.2) ? (int) dice.between(50, 4_000) : 1 << 20,
                dice.chance(0.2) ? (int) dice.between(0, 2_000) : 4 << 20,
                dice.chance(0.5) ? (int) dice.between(50, 400) : 1 << 20,
                drawInFlightBytes(dice, hunted),
                dice.chance(0.5) ? dice.between(0, 500) : 4 << 20,
                100,
                105);
    }
}
