package io.catena.server.invariants;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaView;
import java.util.function.Supplier;

/** One life of a replica as a watcher sees it, with what its own view does not tell. */
public final class ReplicaImage {
    /** What the life has on its disk. */
    public interface DurableLog {
        LogHash hash();

        /** A record that is not applied yet. */
        LogRecord record(long seq);
    }

    private final Member member;
    private final Supplier<ReplicaView> view;
    private final DurableLog disk;

    private boolean over;
    /** The log as it is in memory. */
    private LogHash memory;
    /** The log as this life last had it on the disk; a later life's truncation does not change it. */
    private LogHash durable;
    /** Whether its log is known to be the chain's: it was head, or has answered a predecessor's handshake. */
    private boolean fed;
    /** The highest epoch that it has adopted, and where its log ended then. */
    private long epoch;

    private long lineage;
    private long adoptedEnd;
    private boolean head;
    /** Where its log ended when it last became head. */
    private long doubtEnd;

    private long commitPoint;

    /** @param applied up to which seq the disk had applied records when the life began */
    public ReplicaImage(Member member, Supplier<ReplicaView> view, DurableLog disk, long applied) {
        this.member = member;
        this.view = view;
        this.disk = disk;
        this.durable = disk.hash();
        this.memory = durable.upTo(durable.end());
        this.commitPoint = applied;
    }

    public Member member() {
        return member;
    }

    public ReplicaView view() {
        return view.get();
    }

    DurableLog disk() {
        return disk;
    }

    /** Nothing comes of it any more. */
    public void ends() {
        over = true;
    }

    public boolean isOver() {
        return over;
    }

    public LogHash memory() {
        return memory;
    }

    void memory(LogHash log) {
        memory = log;
    }

    public LogHash durable() {
        return durable;
    }

    /** The disk has been written to. */
    public void written() {
        durable = disk.hash();
    }

    public boolean isFed() {
        return fed;
    }

    void fed() {
        fed = true;
    }

    public long epoch() {
        return epoch;
    }

    /** Adopts an epoch. In another lineage its log is not the chain's before it has answered a handshake. */
    void adopts(Configuration configuration, long logEnd, boolean asHead) {
        boolean becomesHead = asHead && !head;
        fed &= configuration.lineage() == lineage;
        epoch = configuration.epoch();
        lineage = configuration.lineage();
        adoptedEnd = logEnd;
        head = asHead;
        doubtEnd = becomesHead ? logEnd : doubtEnd;
    }

    public long adoptedEnd() {
        return adoptedEnd;
    }

    public boolean isHead() {
        return head;
    }

    /** Whether it had the log up to the seq on its disk, as the hash says. */
    public boolean holdsDurably(long seq, long hash) {
        return durable.end() >= seq && (durable.at(seq) == LogHash.UNKNOWN || durable.at(seq) == hash);
    }

    public long doubtEnd() {
        return doubtEnd;
    }

    /** The highest commit point that it has known. */
    public long commitPoint() {
        return commitPoint;
    }

    void committed(long seq) {
        commitPoint = seq;
    }
}
