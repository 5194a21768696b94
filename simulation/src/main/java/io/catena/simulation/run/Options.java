package io.catena.simulation.run;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.SharedSettings;

/**
 * The options of a run, drawn from its seed, so that runs differ in which faults occur and how often (swarm
 * testing). Times are simulated nanoseconds; a mean interval of 0 means that the fault does not occur. In a third
 * of the runs leases are hunted: faults are aimed at changes of the configuration, all others are fewer, and many
 * clients read. In three of ten of the other runs leases are at stake: they are long, and living members lose their
 * places and do not hear of it for a while.
 *
 * @param stallChance the probability that a process stands still between a step of its replica and the effects of
 *     the step
 * @param stallNanos for how long it then stands still, on average
 * @param clocksStop whether a machine's clock stands still while its process does. Leases assume that no clock does
 *     (R11), so such a run has none
 * @param floodNanos the mean time between two floods of requests
 * @param ownBounds whether each machine has bounds and times of its own, where the protocol lets them differ
 */
public record Options(
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
        boolean leasesAtStake,
        double stallChance,
        long stallNanos,
        boolean clocksStop,
        long floodNanos,
        boolean ownBounds) {

    private static final long SECOND = 1_000_000_000;
    private static final long MILLISECOND = 1_000_000;
    /** The share of one connection then has room for a small write to each of five machines at once. */
    private static final long LEAST_PENDING_BYTES = 6_000;

    private static final long SUSPICION_MILLIS = 1_500;
    /** A quiet replica gets its next tick no later than this. */
    private static final long QUIET_TICK_NANOS = 400 * MILLISECOND;
    /** A scene of a hunt for leases takes leases for at least so long. */
    public static final int SCENE_MILLIS = 400;
    /** About what a key and a small value take in a piece of a snapshot. */
    private static final int ENTRY_BYTES = 130;

    static Options draw(SeededRandom seededRandom) {
        boolean hunted = seededRandom.chance(0.33);
        boolean leasesAtStake = !hunted && seededRandom.chance(0.3);
        double share = hunted ? 0.2 : 1;
        boolean clocksStop = !leasesAtStake && seededRandom.chance(0.12);
        int leaseMillis = clocksStop ? 0 : drawLease(seededRandom, hunted, leasesAtStake);
        long floodNanos = mean(seededRandom, 0.15, 5);
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
                drawRetained(seededRandom),
                (int) seededRandom.between(1, 3) * ENTRY_BYTES,
                seededRandom.exponential(3 * MILLISECOND) + 100_000,
                seededRandom.chance(0.3 * share) ? seededRandom.between(0.001, 0.1) : 0,
                seededRandom.chance(0.3) ? seededRandom.between(0.1, 1) : 0,
                seededRandom.exponential(200 * MILLISECOND),
                seededRandom.exponential(
                        seededRandom.chance(leasesAtStake ? 0.8 : 0.3) ? 500 * MILLISECOND : 5 * MILLISECOND),
                seededRandom.between(2, hunted ? 3 : 6) * SECOND,
                seededRandom.exponential((hunted ? 40 : 200) * MILLISECOND) + (hunted ? 20 : 10) * MILLISECOND,
                drawSettings(seededRandom, hunted, floodNanos > 0),
                mean(seededRandom, 0.7 * share, 15),
                seededRandom.chance(0.2) ? seededRandom.between(0.1, 0.5) : 0,
                seededRandom.exponential(4 * SECOND) + 10 * MILLISECOND,
                clocksStop ? seededRandom.between(4, 12) * SECOND : mean(seededRandom, 0.5 * share, 12),
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
                hunted || leasesAtStake || clocksStop ? seededRandom.between(0.5, 0.9) : 0.4,
                new SharedSettings(leaseMillis, seededRandom.chance(0.2) ? 2 : 1, 0),
                mean(seededRandom, 0.4, 8),
                mean(seededRandom, 0.3 * share, 15),
                hunted,
                leasesAtStake,
                seededRandom.chance(0.3) ? seededRandom.between(0.0002, 0.002) : 0,
                seededRandom.between(20, 1_500) * MILLISECOND,
                clocksStop,
                floodNanos,
                seededRandom.chance(0.3));
    }

    /** When the next tick of a process comes. While the replica is quiet, half of the ticks come earlier than they must. */
    public long drawTick(SeededRandom seededRandom, boolean quiet) {
        if (!quiet) {
            return tickNanos;
        }
        return seededRandom.chance(0.5)
                ? QUIET_TICK_NANOS
                : seededRandom.between(QUIET_TICK_NANOS / 2, QUIET_TICK_NANOS);
    }

    /** Whether an operator changes the length of leases. */
    public boolean leasesChange() {
        return settingsNanos > 0 && !clocksStop;
    }

    /** Whether a disk, a link or a machine may be far slower than others. */
    public boolean hasSlowness() {
        return slowLinkChance > 0 || slowDiskChance > 0 || slowMachineNanos > 0;
    }

    /** The settings to which an operator changes: any lease of this kind of run, or none. */
    public SharedSettings drawShared(SeededRandom seededRandom) {
        int leaseMillis = clocksStop || seededRandom.chance(0.1) ? 0 : drawLease(seededRandom, hunted, leasesAtStake);
        int minReplicas = seededRandom.chance(0.5) ? (int) seededRandom.between(2, 3) : 1;
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
     * No lease, or one as short as in production; or, where leases are at stake, one so long that a living member
     * can be removed, or the chain formed again, while it lasts.
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

    /**
     * In some runs so little that it delays records; where many clients write, more than a joining replica needs to
     * catch up.
     */
    private static long drawInFlightBytes(SeededRandom seededRandom, boolean hunted) {
        if (hunted) {
            return seededRandom.chance(0.6) ? seededRandom.between(300, 1_000) : 64 << 20;
        }
        return seededRandom.chance(0.3) ? seededRandom.between(1, 1_000) : 64 << 20;
    }

    /** The settings of one machine's replica: those of all machines, or bounds of its own. */
    public ReplicaSettings drawMachine(SeededRandom seededRandom) {
        return ownBounds ? drawSettings(seededRandom, hunted, floodNanos > 0) : settings;
    }

    /** How many bytes of applied records stay in the log of one machine. */
    public int drawMachineRetained(SeededRandom seededRandom) {
        return ownBounds ? drawRetained(seededRandom) : retainedLogBytes;
    }

    /** The silence after which a controller on one machine removes a member. */
    public long drawSuspicionMillis(SeededRandom seededRandom) {
        return ownBounds ? seededRandom.between(1_000, 3_000) : SUSPICION_MILLIS;
    }

    private static int drawRetained(SeededRandom seededRandom) {
        return seededRandom.chance(0.6) ? (int) seededRandom.between(0, 10) << 10 : 256 << 10;
    }

    private static long drawPendingBytes(SeededRandom seededRandom, boolean flooded) {
        if (flooded) {
            return seededRandom.between(LEAST_PENDING_BYTES, 16_000);
        }
        return seededRandom.chance(0.2) ? seededRandom.between(LEAST_PENDING_BYTES, 64_000) : 32 << 20;
    }

    private static ReplicaSettings drawSettings(SeededRandom seededRandom, boolean hunted, boolean flooded) {
        return new ReplicaSettings(
                400 * MILLISECOND,
                1_000 * MILLISECOND,
                0,
                100 * MILLISECOND,
                50 * MILLISECOND,
                60 * SECOND,
                drawPendingBytes(seededRandom, flooded),
                seededRandom.chance(flooded ? 0.7 : 0.1) ? (int) seededRandom.between(1, 4) : 100_000,
                seededRandom.chance(0.2) ? (int) seededRandom.between(50, 4_000) : 1 << 20,
                seededRandom.chance(0.2) ? (int) seededRandom.between(0, 2_000) : 4 << 20,
                seededRandom.chance(0.5) ? (int) seededRandom.between(50, 400) : 1 << 20,
                drawInFlightBytes(seededRandom, hunted),
                seededRandom.chance(0.6) ? seededRandom.between(0, 500) : 4 << 20,
                100,
                105,
                ClusterFormat.KNOWN);
    }
}
