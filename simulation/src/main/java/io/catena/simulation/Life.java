package io.catena.simulation;

import io.catena.server.chain.InsideReplica;
import io.catena.server.chain.Member;
import io.catena.server.chain.Protocol;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.StoredState;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.replica.ReplicaDriver;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.trace.ReplicaTrace;
import io.catena.server.trace.TracedReplica;
import java.util.HashSet;
import java.util.Set;

/** One life of a replica, and what the simulator knows of it beyond the replica's own view. */
final class Life {
    static final String CLUSTER_ID = "simulated";
    static final int CHAIN = 1;

    private final Member member;
    private final ReplicaStore store;
    private final DiskContent content;
    private final ReplicaDriver driver;
    private final InsideReplica inside = new InsideReplica();
    private SimulatedDisk disk;
    /** By which tickets clients wait for the answers to writes. */
    private final Set<Long> openWrites = new HashSet<>();

    private boolean over;
    /** The log as it is in memory. */
    private LogHash memory;
    /** The log as this life last had it on the disk; a later life's truncation does not change it. */
    private LogHash durable;
    /** Whether its log is known to be the chain's: it was head, or has answered a predecessor's handshake. */
    private boolean fed;
    /** The highest epoch that it has adopted, and where its log ended then. */
    private long epoch;

    private long adoptedEnd;
    private boolean head;
    /** Where its log ended when it last became head. */
    private long doubtEnd;

    private long commitPoint;

    Life(World world, SimulatedProcess process, Member member, StoredState stored, ReplicaDriver.Host host) {
        this.member = member;
        this.store = process.disk().store();
        this.content = process.machine().content();
        this.durable = content.hash();
        Invariants.check(
                stored.logEnd() == durable.end(),
                "a life begins with what is on its disk",
                "the log of %s ends at %d, and on its disk at %d",
                member,
                stored.logEnd(),
                durable.end());
        this.memory = durable.upTo(durable.end());
        this.commitPoint = stored.applied();
        this.driver = new ReplicaDriver(
                new WatchedReplica(world, process, this, protocol(world, process, stored)),
                process::clockNanos,
                listener -> {
                    disk = new SimulatedDisk(world, process, this, process.watch(), listener);
                    return new DiskAfterStep(process, disk);
                },
                task -> process.post(0, task),
                new ReplicaCounters(),
                new HostAfterStep(process, host));
        world.invariants().onLife(this);
    }

    private Protocol protocol(World world, SimulatedProcess process, StoredState stored) {
        long nowNanos = process.clockNanos();
        ReplicaSettings settings = world.settingsOf(process.machine());
        Protocol replica =
                world.faultPlanter().lease().replica(CHAIN, CLUSTER_ID, member, settings, stored, nowNanos, inside);
        ReplicaTrace trace = world.traceOf(CHAIN, CLUSTER_ID, member, settings, stored, nowNanos);
        return trace == null ? replica : new TracedReplica(replica, trace);
    }

    /** The digest of the client sessions that the replica has in memory, as of the end of its log. */
    long sessionDigest() {
        return ExpectedData.digest(inside.sessions());
    }

    SimulatedDisk disk() {
        return disk;
    }

    /** The life is over: nothing of it is carried out any more. */
    void end() {
        over = true;
        driver.end();
    }

    boolean isOver() {
        return over;
    }

    /** A client waits for the answer to writes. */
    void asked(long ticket) {
        openWrites.add(ticket);
    }

    /** It is told; of a ticket of reads nothing is known. */
    void answered(long ticket) {
        openWrites.remove(ticket);
    }

    /** Whether no client waits for the answer to a write. */
    boolean hasAnsweredAllWrites() {
        return openWrites.isEmpty();
    }

    Member member() {
        return member;
    }

    ReplicaStore store() {
        return store;
    }

    /** What its disk holds, as far as that has been told. */
    DiskContent content() {
        return content;
    }

    ReplicaDriver driver() {
        return driver;
    }

    LogHash memory() {
        return memory;
    }

    void memory(LogHash log) {
        memory = log;
    }

    LogHash durable() {
        return durable;
    }

    /** A disk write of this life has been carried out. */
    void written() {
        durable = content.hash();
    }

    boolean isFed() {
        return fed;
    }

    void fed() {
        fed = true;
    }

    long epoch() {
        return epoch;
    }

    long adoptedEnd() {
        return adoptedEnd;
    }

    void adopted(long newEpoch, long logEnd, boolean asHead) {
        epoch = newEpoch;
        adoptedEnd = logEnd;
        head = asHead;
    }

    boolean isHead() {
        return head;
    }

    /** Whether this life had the log up to the seq, with this hash, on its disk. */
    boolean holdsDurably(long seq, long hash) {
        return durable.end() >= seq && (durable.at(seq) == LogHash.UNKNOWN || durable.at(seq) == hash);
    }

    long doubtEnd() {
        return doubtEnd;
    }

    void becameHead(long logEnd) {
        doubtEnd = logEnd;
    }

    /** The highest commit point that it has known. */
    long commitPoint() {
        return commitPoint;
    }

    void committed(long seq) {
        commitPoint = seq;
    }
}
