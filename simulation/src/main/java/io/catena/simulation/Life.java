package io.catena.simulation;

import io.catena.server.chain.Member;
import io.catena.server.chain.StoredState;

/** One life of a replica, and what the world saw of it that its own view does not tell. */
final class Life {
    private final Member member;
    private final Store store;
    private final ReplicaDriver driver;
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

    Life(World world, NodeProcess process, Member member, StoredState stored) {
        this.member = member;
        this.store = process.machine().store();
        this.durable = store.hash();
        this.memory = durable.upTo(durable.end());
        this.commitPoint = stored.applied();
        this.driver = new ReplicaDriver(world, process, this, stored);
        world.invariants().onLife(this);
    }

    Member member() {
        return member;
    }

    Store store() {
        return store;
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

    /** The disk has been written to. */
    void written() {
        durable = store.hash();
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

    /** Whether it had the log up to the seq on its disk, as the hash says. */
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
