package io.catena.simulation;

import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.StoredState;
import io.catena.server.trace.ReplicaTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** The state of one run, and the way from each of its parts to the others. */
final class World {
    private final Timeline timeline = new Timeline();
    private final SeededRandom seededRandom;
    private final Options options;
    private final Backups backups;
    private final Releases releases;
    private final Trace trace;
    private final FaultPlanter faultPlanter;
    private final CommittedLog committed = new CommittedLog();
    private final Invariants invariants;
    private final Stalls stalls;
    private final SimulatedZooKeeper zooKeeper;
    private final Network network;
    private final Histories histories;
    private final List<SimulatedMachine> machines = new ArrayList<>();
    private final SortedMap<String, Long> counts = new TreeMap<>();
    /** Writes down the events and effects of each life; null if they are not written down. */
    private final Function<Member, ReplicaTrace.Lines> lives;

    private long lastIncarnation;
    private long longestNewsNanos = Long.MAX_VALUE;
    /** The machine to which seven of ten reads go; null if clients read from all alike. */
    private SimulatedMachine readersGoTo;

    World(
            long seed,
            PlantedFault fault,
            boolean traced,
            Consumer<String> sink,
            Function<Member, ReplicaTrace.Lines> lives) {
        this.lives = lives;
        seededRandom = new SeededRandom(seed);
        options = Options.draw(seededRandom);
        backups = new Backups(this, seed);
        releases = new Releases(this, seed);
        trace = new Trace(timeline, traced, sink);
        faultPlanter = new FaultPlanter(fault, seededRandom, committed);
        invariants = new Invariants(this);
        stalls = new Stalls(this);
        zooKeeper = new SimulatedZooKeeper(this);
        network = new Network(this);
        histories = new Histories(this);
    }

    Timeline timeline() {
        return timeline;
    }

    SeededRandom seededRandom() {
        return seededRandom;
    }

    Options options() {
        return options;
    }

    Backups backups() {
        return backups;
    }

    Releases releases() {
        return releases;
    }

    /** The settings of the machine's replica. */
    ReplicaSettings settingsOf(SimulatedMachine machine) {
        return backups.occur() ? machine.settings().withRenoting(backups.renotingNanos()) : machine.settings();
    }

    Trace trace() {
        return trace;
    }

    /** The trace of a life that begins; null if none is wanted. */
    ReplicaTrace traceOf(
            int chain, String clusterId, Member self, ReplicaSettings settings, StoredState stored, long nowNanos) {
        return lives == null
                ? null
                : new ReplicaTrace(lives.apply(self), chain, clusterId, self, settings, stored, nowNanos);
    }

    FaultPlanter faultPlanter() {
        return faultPlanter;
    }

    CommittedLog committed() {
        return committed;
    }

    Invariants invariants() {
        return invariants;
    }

    Stalls stalls() {
        return stalls;
    }

    SimulatedZooKeeper zooKeeper() {
        return zooKeeper;
    }

    Network network() {
        return network;
    }

    Histories histories() {
        return histories;
    }

    /** All machines of the run. One whose disk was wiped is replaced by a new one with another name. */
    List<SimulatedMachine> machines() {
        return machines;
    }

    SimulatedMachine addMachine() {
        SimulatedMachine machine = new SimulatedMachine(this, "n" + (machines.size() + 1));
        machines.add(machine);
        return machine;
    }

    SimulatedMachine machine(String address) {
        return machines.get(Integer.parseInt(address.substring(1)) - 1);
    }

    long watchDelayNanos() {
        return Math.min(options.watchDelayNanos(), longestNewsNanos);
    }

    /** By how much a server of ZooKeeper lags behind. */
    long lagNanos(long drawn) {
        return Math.min(drawn, longestNewsNanos);
    }

    /**
     * From now on no server of ZooKeeper lags behind for longer than this, and processes hear of what a server shows
     * within so long on average.
     */
    void hearOfChangesWithin(long nanos) {
        longestNewsNanos = nanos;
    }

    SimulatedMachine readersGoTo() {
        return readersGoTo;
    }

    void readersGoTo(SimulatedMachine machine) {
        readersGoTo = machine;
    }

    long nextIncarnation() {
        return ++lastIncarnation;
    }

    long lastIncarnation() {
        return lastIncarnation;
    }

    /** Counts a fault or an event, for the summary. */
    void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    SortedMap<String, Long> counts() {
        return counts;
    }
}
