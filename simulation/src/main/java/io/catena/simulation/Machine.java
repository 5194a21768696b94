package io.catena.simulation;

/** A computer with a disk, on which one process of a node may run. Its address is its node id. */
final class Machine {
    /** How much room its disk has. */
    enum Space {
        ENOUGH,
        /** Less than the reserve: the chain is to take no more writes. */
        LITTLE,
        /** Every write fails. */
        NONE
    }

    private final World world;
    private final String name;
    private final Store store;
    /** How fast its monotonic clock runs. */
    private final double clockRate;

    private final long clockOffsetNanos;
    private NodeProcess process;
    private boolean cutFromZooKeeper;
    private Space space = Space.ENOUGH;
    /** Whether its disk is slow no more at times, and fails no more. */
    private boolean diskMended;
    /** Whether its data is lost for good. */
    private boolean wiped;

    Machine(World world, String name) {
        this.world = world;
        this.name = name;
        Options options = world.options();
        this.store = new Store(world.committed(), options.retainedRecords(), options.entriesPerChunk());
        double rate = world.dice().chance(options.driftChance()) ? world.dice().between(0.98, 1.02) : 1;
        this.clockRate = world.sabotage().clockRate(rate);
        this.clockOffsetNanos = world.dice().between(0, 1_000_000_000_000L);
    }

    String name() {
        return name;
    }

    void mendDisk() {
        diskMended = true;
        space(Space.ENOUGH);
    }

    boolean isDiskMended() {
        return diskMended;
    }

    Store store() {
        return store;
    }

    /** Null while none runs. */
    NodeProcess process() {
        return process;
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

    boolean isLowOnSpace() {
        return space != Space.ENOUGH;
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

    long clockNanos() {
        return clockOffsetNanos + (long) (world.timeline().nowNanos() * clockRate);
    }

    void start() {
        if (process == null && !wiped) {
            world.trace().line(name, "starts");
            process = new NodeProcess(world, this);
            process.start();
        }
    }

    /** The process ends on the spot. */
    void crash(String why) {
        if (process != null) {
            world.trace().line(name, "ends: %s", why);
            NodeProcess ended = process;
            process = null;
            ended.die();
        }
    }

    /** The data is gone for good; whoever comes in its place has another node id. */
    void wipe() {
        crash("its disk is lost");
        wiped = true;
    }
}
