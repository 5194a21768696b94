package io.catena.simulation.machine;

import io.catena.server.chain.FormatRange;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.StoredState;
import io.catena.server.controller.decision.Holding;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.registration.Carrier;
import io.catena.server.storage.ReplicaStore;
import io.catena.simulation.disk.DiskContent;
import io.catena.simulation.disk.MachineDisk;
import io.catena.simulation.run.Options;
import io.catena.simulation.run.PlacementPlan;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.run.Timeline;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** A computer with a disk, on which one process of a node may run. Its address is its node id. */
public final class SimulatedMachine {
    /** How much room its disk has. */
    public enum Space {
        ENOUGH,
        /** Less than the reserve: the chain is to take only deletes. */
        LITTLE,
        /** Less than a quarter of it: the chain is to take nothing. */
        VERY_LITTLE,
        /** Every write fails. */
        NONE
    }

    private static final long AGAIN_NANOS = Timeline.millis(1_000);
    private static final int MOST_CAPACITY = 3;
    private static final long KEEPING_NANOS = Timeline.millis(20);

    private final Surroundings around;
    private final SimulatedRun run;
    private final String name;
    private MachineDisk disk;
    private final ReplicaSettings settings;
    private final long suspicionMillis;
    /** What it fails together with, and how much it is to carry beside others. */
    private String domain;

    private int capacity = Carrier.LEAST_CAPACITY;
    /** What its program reads and writes. */
    private FormatRange formats;

    private final MachineClock clock;
    private SimulatedProcess process;
    private boolean cutFromZooKeeper;
    private Space space = Space.ENOUGH;
    /** The memberships that are being written, by chain. */
    private final SortedMap<Integer, KnownMembership> toKeep = new TreeMap<>();
    /** The memberships that the node has kept on its disk, by chain. */
    private final SortedMap<Integer, KnownMembership> kept = new TreeMap<>();

    /** By how much each disk operation takes longer. */
    private long slowDiskNanos;
    /** Whether its disk is no longer slow at random and no longer fails. */
    private boolean diskMended;
    /** Whether its data is lost for good. */
    private boolean wiped;

    private boolean brokenForGood;
    /** The last life of any node that began before an older copy of this disk was put back; 0 if none was. */
    private long lastLifeBefore;

    SimulatedMachine(Surroundings around, String name) {
        this.around = around;
        this.run = around.run();
        this.name = name;
        Options options = run.options();
        this.disk =
                new MachineDisk(run, around.committed(), around.faultPlanter().disk()::mostSessions);
        double rate = run.seededRandom().chance(options.driftChance())
                ? run.seededRandom().between(0.98, 1.02)
                : 1;
        this.clock = new MachineClock(
                run.timeline(),
                around.faultPlanter().clockRate(rate),
                run.seededRandom().between(0, 1_000_000_000_000L),
                around.faultPlanter().clocksStop(options.clocksStop()));
        ReplicaSettings drawn = options.drawMachine(run.seededRandom());
        this.settings = run.chains() == 1 ? drawn : drawn.amongOthers();
        this.formats = around.programs().first();
        this.suspicionMillis = options.drawSuspicionMillis(run.seededRandom());
        this.domain = name;
        if (run.placement().isPlaced()) {
            drawCarrier();
        }
    }

    /** It may fail together with other machines, and carry more than others, from the next start of its process on. */
    public void drawCarrier() {
        PlacementPlan plan = run.placement();
        domain = plan.domains() > 0 ? "d" + plan.chance().below(plan.domains()) : name;
        capacity = plan.capacities() ? (int) plan.chance().between(Carrier.LEAST_CAPACITY, MOST_CAPACITY) : 1;
    }

    /**
     * What its node says of itself as a carrier of chains; empty if every machine carries all of them.
     *
     * @param held the chains of which its disk holds data
     */
    Optional<Carrier> carrier(SortedSet<Integer> held) {
        return run.placement().isPlaced() ? Optional.of(new Carrier(domain, capacity, held)) : Optional.empty();
    }

    public String name() {
        return name;
    }

    public void mendDisk() {
        diskMended = true;
        slowDiskNanos = 0;
        space(Space.ENOUGH);
    }

    /** From now on each disk operation takes so much longer. */
    public void slowDisk(long nanos) {
        run.trace().line(name, "has a disk that takes %d ms longer", nanos / Timeline.millis(1));
        slowDiskNanos = nanos;
    }

    long slowDiskNanos() {
        return slowDiskNanos;
    }

    boolean isDiskMended() {
        return diskMended;
    }

    public MachineDisk disk() {
        return disk;
    }

    /** What its disk holds of a chain, as far as that has been told. */
    public DiskContent content(int chain) {
        return disk.content(chain);
    }

    /** The process that runs; null while none does. */
    public SimulatedProcess process() {
        return process;
    }

    /**
     * The node's view of the membership is on its disk up to some 20 ms later. What is given meanwhile is written instead:
     * there is one writer, as in production.
     */
    void keep(KnownMembership knownMembership) {
        int chain = knownMembership.configuration().chain();
        if (toKeep.put(chain, knownMembership) != null) {
            return;
        }
        SimulatedProcess mine = process;
        run.timeline().after(run.seededRandom().exponential(KEEPING_NANOS), () -> {
            if (process == mine && mine != null) {
                kept.put(chain, toKeep.get(chain));
            }
            toKeep.remove(chain);
        });
    }

    /** What an operator finds of a chain on the disk. */
    public Holding holding(int chain) {
        ReplicaStore store = disk.inspect().replica(chain);
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
                stored.isInPart(),
                false,
                kept.get(chain));
    }

    public boolean isUp() {
        return process != null;
    }

    public boolean isWiped() {
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

    public void space(Space now) {
        space = now;
        if (process != null) {
            process.spaceChanged();
        }
    }

    public boolean isCutFromZooKeeper() {
        return cutFromZooKeeper;
    }

    public void cutFromZooKeeper(boolean cut) {
        cutFromZooKeeper = cut;
    }

    public MachineClock clock() {
        return clock;
    }

    /** The settings of its replica. */
    ReplicaSettings settings() {
        return settings.withFormats(formats);
    }

    public FormatRange formats() {
        return formats;
    }

    /** Another program is there from now on. */
    public void install(FormatRange known) {
        crash("gets another program");
        run.trace().line(name, "has a program of %s", known);
        formats = known;
    }

    long suspicionMillis() {
        return suspicionMillis;
    }

    public void start() {
        if (process == null && !wiped && !brokenForGood) {
            formats = around.programs().startable(formats);
            run.trace().line(name, "starts");
            process = new SimulatedProcess(around, this);
            process.start();
        }
    }

    /** The process has found that it must not go on. It may only end so if its program does not know the format. */
    void halt(String reason) {
        if (around.programs().knowsTheCluster(formats)) {
            around.invariants(1).onHalt(name, reason);
        }
        run.count("ended for the format");
        crash("halts: " + reason);
        run.timeline().after(AGAIN_NANOS, this::start);
    }

    /** The process ends on the spot. */
    public void crash(String why) {
        if (process != null) {
            run.trace().line(name, "ends: %s", why);
            SimulatedProcess ended = process;
            process = null;
            ended.die();
        }
    }

    /** The process ends if there is one, and none is started again. */
    public void breakForGood() {
        crash("is broken for good");
        brokenForGood = true;
    }

    /** The disk is as it was some time ago. */
    public void putBack(MachineDisk copy) {
        crash("an older copy of its disk is put back");
        disk = copy;
        lastLifeBefore = around.machines().lastLife();
    }

    /** Whether this life of the machine's node wrote more than the disk has. */
    public boolean wasPutBack(Member life) {
        return life.life() <= lastLifeBefore;
    }

    /** The data is gone for good; the machine that comes in its place has another node id. */
    public void wipe() {
        crash("its disk is lost");
        wiped = true;
    }
}
