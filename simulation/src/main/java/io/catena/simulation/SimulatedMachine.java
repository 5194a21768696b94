package io.catena.simulation;

import io.catena.server.chain.FormatRange;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.StoredState;
import io.catena.server.controller.decision.Holding;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.storage.ReplicaStore;
import java.util.List;

/** A computer with a disk, on which one process of a node may run. Its address is its node id. */
final class SimulatedMachine {
    /** How much room its disk has. */
    enum Space {
        ENOUGH,
        /** Less than the reserve: the chain is to take only deletes. */
        LITTLE,
        /** Less than a quarter of it: the chain is to take nothing. */
        VERY_LITTLE,
        /** Every write fails. */
        NONE
    }

    private static final long AGAIN_NANOS = Timeline.millis(1_000);
    private static final long KEEPING_NANOS = Timeline.millis(20);

    private final World world;
    private final String name;
    private MachineDisk disk;
    private final ReplicaSettings settings;
    private final long suspicionMillis;
    /** What its program reads and writes. */
    private FormatRange formats;

    private final MachineClock clock;
    private SimulatedProcess process;
    private boolean cutFromZooKeeper;
    private Space space = Space.ENOUGH;
    /** The membership that the node has kept on its disk; null if none. */
    private KnownMembership kept;

    /** By how much each disk operation takes longer. */
    private long slowDiskNanos;
    /** Whether its disk is no longer slow at random and no longer fails. */
    private boolean diskMended;
    /** Whether its data is lost for good. */
    private boolean wiped;
    /** The last life of any node that began before an older copy of this disk was put back; 0 if none was. */
    private long lastLifeBefore;

    SimulatedMachine(World world, String name) {
        this.world = world;
        this.name = name;
        Options options = world.options();
        this.disk = new MachineDisk(world);
        double rate = world.seededRandom().chance(options.driftChance())
                ? world.seededRandom().between(0.98, 1.02)
                : 1;
        this.clock = new MachineClock(
                world.timeline(),
                world.faultPlanter().clockRate(rate),
                world.seededRandom().between(0, 1_000_000_000_000L),
                world.faultPlanter().clocksStop(options.clocksStop()));
        this.settings = options.drawMachine(world.seededRandom());
        this.formats = world.releases().first();
        this.suspicionMillis = options.drawSuspicionMillis(world.seededRandom());
    }

    String name() {
        return name;
    }

    void mendDisk() {
        diskMended = true;
        slowDiskNanos = 0;
        space(Space.ENOUGH);
    }

    /** From now on each disk operation takes so much longer. */
    void slowDisk(long nanos) {
        world.trace().line(name, "has a disk that takes %d ms longer", nanos / Timeline.millis(1));
        slowDiskNanos = nanos;
    }

    long slowDiskNanos() {
        return slowDiskNanos;
    }

    boolean isDiskMended() {
        return diskMended;
    }

    MachineDisk disk() {
        return disk;
    }

    /** What its disk holds, as far as that has been told. */
    DiskContent content() {
        return disk.content();
    }

    /** The process that runs; null while none does. */
    SimulatedProcess process() {
        return process;
    }

    /** The node's view of the membership is on its disk up to some 20 ms later. */
    void keep(KnownMembership knownMembership) {
        SimulatedProcess mine = process;
        world.timeline().after(world.seededRandom().exponential(KEEPING_NANOS), () -> {
            if (process == mine && mine != null) {
                kept = knownMembership;
            }
        });
    }

    /** What an operator finds on the disk. */
    Holding holding() {
        ReplicaStore store = disk.inspect();
        StoredState stored = store.recover();
        List<LogRecord> last = store.readLog(stored.logEnd(), 0);
        return new Holding(
                "cluster",
                name,
                stored.lineage(),
                stored.epoch(),
                stored.applied(),
                stored.logEnd(),
                last.isEmpty() ? 0 : last.get(0).checksum(),
                stored.partialSnapshot() != null,
                false,
                kept);
    }

    boolean isUp() {
        return process != null;
    }

    boolean isWiped() {
        return wiped;
    }

    /** Whether there is no room for another write. */
    boolean isFull() {
        return space == Space.NONE;
    }

    /** The space as the replica is told of it. */
    io.catena.server.chain.Space noticedSpace() {
        return switch (space) {
            case ENOUGH -> io.catena.server.chain.Space.ENOUGH;
            case LITTLE -> io.catena.server.chain.Space.LOW;
            case VERY_LITTLE, NONE -> io.catena.server.chain.Space.OUT;
        };
    }

    void space(Space now) {
        space = now;
        if (process != null) {
            process.spaceChanged();
        }
    }

    boolean isCutFromZooKeeper() {
        return cutFromZooKeeper;
    }

    void cutFromZooKeeper(boolean cut) {
        cutFromZooKeeper = cut;
    }

    MachineClock clock() {
        return clock;
    }

    /** The settings of its replica. */
    ReplicaSettings settings() {
        return settings.withFormats(formats);
    }

    FormatRange formats() {
        return formats;
    }

    /** Another program is there from now on. */
    void install(FormatRange known) {
        crash("gets another program");
        world.trace().line(name, "has a program of %s", known);
        formats = known;
    }

    long suspicionMillis() {
        return suspicionMillis;
    }

    void start() {
        if (process == null && !wiped) {
            formats = world.releases().startable(formats);
            world.trace().line(name, "starts");
            process = new SimulatedProcess(world, this);
            process.start();
        }
    }

    /** The process has found that it must not go on. It may only end so if its program does not know the format. */
    void halt(String reason) {
        if (world.releases().knowsTheCluster(formats)) {
            world.invariants().onHalt(process, reason);
        }
        world.count("ended for the format");
        crash("halts: " + reason);
        world.timeline().after(AGAIN_NANOS, this::start);
    }

    /** The process ends on the spot. */
    void crash(String why) {
        if (process != null) {
            world.trace().line(name, "ends: %s", why);
            SimulatedProcess ended = process;
            process = null;
            ended.die();
        }
    }

    /** The disk is as it was some time ago. */
    void putBack(MachineDisk copy) {
        crash("an older copy of its disk is put back");
        disk = copy;
        lastLifeBefore = world.lastIncarnation();
    }

    /** Whether this life of the machine's node wrote more than the disk has. */
    boolean wasPutBack(Member life) {
        return life.life() <= lastLifeBefore;
    }

    /** The data is gone for good; the machine that comes in its place has another node id. */
    void wipe() {
        crash("its disk is lost");
        wiped = true;
    }
}
