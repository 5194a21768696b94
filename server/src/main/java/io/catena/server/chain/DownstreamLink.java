package io.catena.server.chain;

import java.util.List;

/**
 * The lower side of a replica: the link on which it feeds the next replica in the line, a member that counts or the joining
 * replica (W4, L3).
 */
final class DownstreamLink {
    /**
     * A successor may know a link number that is higher than this life's, by this at most: larger steps would use numbers up.
     */
    private static final long MAX_LINKS_BEHIND = 1 << 20;

    private enum Phase {
        /** No replica is to be fed, or the link is to be opened at {@link #openAtNanos}. */
        CLOSED,
        /** The handshake is on its way. */
        OPENING,
        /** Records are sent. */
        STREAMING,
        /** A snapshot is sent; the records wait for its end. */
        SNAPSHOT
    }

    /** A joining replica that lacks less than this has caught up (C5). */
    private static final long CAUGHT_UP_BYTES = 4 << 20;

    /** A round is measured if at most this is queued ahead of it: it measures the link, not the load on it (H7). */
    private static final long MEASURED_BYTES = 1 << 20;

    /** After this number of suspicion times without a message the connection is made anew (L6). */
    private static final int PATIENCE = 3;

    private final SharedState shared;
    private Phase phase = Phase.CLOSED;
    /** The replica that is fed; null if there is none. */
    private Member target;
    /** See {@link #counts()}. */
    private boolean counts;
    /** The number of the link; never used twice by one life of a node. */
    private long link;
    /** The next record to send. */
    private long nextSeq;

    private long ackedSeq;
    private long ackedRound;
    /** The highest round that was sent to the successor in this epoch, on whatever link. */
    private long toldRound;

    private final CommitPiggyback commitPoint;
    private long sentRound;
    private long sentCompletedRound;
    /** The nearest members, there or behind, whose disks are nearly full, as last told. */
    private Shortage shortage = Shortage.NONE;
    /** Whether leases were of use recently, there or behind, as last told. */
    private boolean usesLeases;

    private long sentNanos;
    /** How long this replica had listened when the neighbour was last heard. */
    private long heardNanos;
    /** When the connection was last made anew because nothing was heard; at first, when this life began. */
    private long madeAnewNanos;

    private long openAtNanos;
    /** How long an unanswered handshake waits before it is repeated: doubles each time (L6). */
    private long reopenNanos;
    /** Whether records from the disk are on their way. */
    private boolean reading;

    private final LinkPenalty linkPenalty;
    private final SnapshotFeed snapshot;
    private final InFlight inFlight = new InFlight();
    /** How long a round takes to the successor and back, if that is a member, without its time behind it. */
    private final RoundTime hopTime;

    DownstreamLink(SharedState shared) {
        this.shared = shared;
        this.commitPoint = new CommitPiggyback(shared);
        this.linkPenalty = new LinkPenalty(shared);
        this.snapshot = new SnapshotFeed(shared);
        this.hopTime = new RoundTime(RoundTime.ENOUGH_ROUNDS, shared.nowNanos);
        this.madeAnewNanos = shared.nowNanos;
    }

    /** A new epoch: the old link is void. */
    void epochBegins() {
        Member before = target;
        target = shared.successor();
        counts = target != null && shared.configuration.positionOf(target) >= 0;
        if (target == null || !target.is(before)) {
            shared.keepFromSeq = Long.MAX_VALUE;
        }
        ackedSeq = 0;
        ackedRound = 0;
        toldRound = 0;
        linkPenalty.epochBegins();
        shortage = Shortage.NONE;
        usesLeases = usesLeases && target != null && target.is(before);
        heardNanos = shared.listenedNanos();
        sentNanos = shared.nowNanos;
        close();
        hopTime.epochBegins();
        openAtNanos = Long.MAX_VALUE;
    }

    private void close() {
        phase = Phase.CLOSED;
        reading = false;
        inFlight.forget();
        hopTime.forget();
    }

    /** Whether the successor is a member, so that nothing is committed without it (W5). */
    boolean counts() {
        return counts;
    }

    long ackedSeq() {
        return ackedSeq;
    }

    long ackedRound() {
        return ackedRound;
    }

    /** See {@link Replica#hopMillis}. */
    long hopMillis() {
        return counts() ? hopTime.millis(shared.nowNanos) : 0;
    }

    /** How long this round was on its way from here to the tail and back; below 0 if that is not known. */
    long awayNanos(long round) {
        return hopTime.awayNanos(round);
    }

    /** Of the successor and the members behind it. */
    Shortage shortage() {
        return counts() ? shortage : Shortage.NONE;
    }

    /** Whether a member from the successor on was read from recently. */
    boolean usesLeases() {
        return counts() && usesLeases;
    }

    /** Opens a link to the successor, if there is one. Call it when this replica's log is known to be the chain's. */
    void open() {
        if (target == null) {
            return;
        }
        close();
        phase = Phase.OPENING;
        link++;
        reopenNanos = shared.settings.reopenNanos();
        sendOpen();
    }

    private void sendOpen() {
        openAtNanos = shared.nowNanos + reopenNanos;
        shared.send(
                target,
                new Message.Open(
                        shared.clusterId,
                        shared.configuration.format().number(),
                        shared.lineage,
                        link,
                        shared.configuration.leaseMillis()));
    }

    void opened(Message.Envelope from, Message.Opened opened) {
        if (from.isFrom(target) && phase == Phase.OPENING && opened.link() > link) {
            openBehind(opened.link());
            return;
        }
        if (!isOnLink(from, opened.link()) || phase != Phase.OPENING) {
            return;
        }
        LinkCheck.check(opened, shared);
        heard();
        beginStreaming(opened.logEnd() + 1);
        PartialSnapshot partialSnapshot = opened.partialSnapshot();
        if (partialSnapshot != null && snapshot.canContinue(partialSnapshot)) {
            readChunk(partialSnapshot.seq(), partialSnapshot.cursor());
        } else if (partialSnapshot != null) {
            beginSnapshot();
        }
    }

    /**
     * The successor knows a link with a higher number, which this replica has not opened: its own must be higher still (L2).
     */
    private void openBehind(long heardOf) {
        Claim.check(
                heardOf - link <= MAX_LINKS_BEHIND && heardOf < Message.MAX_LINK - 1,
                "it speaks of a link with number %d, of which this node opens number %d",
                heardOf,
                link);
        link = heardOf;
        open();
    }

    /** What the successor said cannot be true: the link is closed, and opened anew after a pause (T3). */
    void drop() {
        linkPenalty.grows();
        if (linkPenalty.isReported()) {
            shared.suspects.add(target.nodeId());
        }
        closeForAWhile();
    }

    private void closeForAWhile() {
        close();
        openAtNanos = shared.nowNanos + linkPenalty.pauseNanos();
    }

    private void beginStreaming(long seq) {
        phase = Phase.STREAMING;
        nextSeq = seq;
        commitPoint.linkBegins();
        sentRound = 0;
        sentCompletedRound = 0;
    }

    void ack(Message.Envelope from, Message.Ack ack) {
        if (mayNotOpen() && from.isFrom(target)) {
            heard();
        }
        if (ack.link() == 0 && from.isFrom(target) && isOpen()) {
            linkPenalty.grows();
            closeForAWhile();
            return;
        }
        if (!isOnLink(from, ack.link())) {
            return;
        }
        LinkCheck.check(ack, shared, phase == Phase.STREAMING ? nextSeq : Claim.MAX_SEQ, toldRound);
        heard();
        shortage = ack.shortage();
        usesLeases = ack.leasesUsed();
        if (phase != Phase.STREAMING) {
            return;
        }
        ackedSeq = Math.max(ackedSeq, ack.seq());
        ackedRound = Math.max(ackedRound, ack.round());
        hopTime.isBack(ack.round(), ack.behindNanos(), shared.nowNanos);
        inFlight.acknowledged(ackedSeq);
    }

    /** Whether the handshake was answered. */
    private boolean isOpen() {
        return phase == Phase.STREAMING || phase == Phase.SNAPSHOT;
    }

    /**
     * Sends the records that the successor lacks, up to the limit of what is under way; watermarks alone if they have risen.
     */
    void pump() {
        if (phase != Phase.STREAMING) {
            return;
        }
        Log log = shared.log;
        while (nextSeq <= log.end() && inFlight.bytes() < shared.settings.maxInFlightBytes()) {
            if (nextSeq < log.firstInMemory()) {
                readFromDisk();
                break;
            }
            sendRecords(log.slice(nextSeq, log.end(), shared.settings.maxMessageBytes()));
        }
        if (phase != Phase.STREAMING) {
            return;
        }
        if (commitPoint.isDue() || hasNewsOfRounds()) {
            sendRecords(List.of());
        }
        shared.keepFromSeq = inFlight.firstSeqOr(nextSeq);
    }

    /** A new round goes down at once, and so does the first complete one, because it gives the first lease (R3). */
    private boolean hasNewsOfRounds() {
        boolean firstComplete = shared.completedRound > 0 && sentCompletedRound == 0;
        return nextSeq > shared.inheritedSeq && (shared.round > sentRound || firstComplete);
    }

    private void sendRecords(List<LogRecord> records) {
        long bytes = 0;
        for (LogRecord record : records) {
            bytes += record.bytes().length;
        }
        if (nextSeq + records.size() > shared.inheritedSeq) {
            if (shared.round > sentRound && counts() && inFlight.bytes() + bytes <= MEASURED_BYTES) {
                hopTime.goes(shared.round, shared.nowNanos);
            }
            sentRound = shared.round;
            toldRound = Math.max(toldRound, sentRound);
            sentCompletedRound = shared.completedRound;
        }
        sentNanos = shared.nowNanos;
        shared.send(
                target,
                new Message.Append(link, nextSeq, records, commitPoint.leaves(), sentRound, sentCompletedRound));
        if (bytes > 0) {
            inFlight.add(nextSeq, nextSeq + records.size() - 1, bytes);
        }
        nextSeq += records.size();
    }

    private void readFromDisk() {
        if (reading) {
            return;
        }
        if (nextSeq < shared.log.firstOnDisk()) {
            beginSnapshot();
            return;
        }
        reading = true;
        shared.emit(new Effect.ReadLog(link, nextSeq, shared.settings.maxMessageBytes()));
    }

    void logRead(long ofLink, List<LogRecord> records) {
        if (ofLink != link || phase != Phase.STREAMING || !reading) {
            return;
        }
        reading = false;
        if (records.isEmpty()) {
            beginSnapshot();
        } else {
            Invariant.check(records.get(0).seq() == nextSeq, "%s read where %d is next", records.get(0), nextSeq);
            sendRecords(records);
        }
    }

    /**
     * Begins a snapshot. A member may need one, too: one that was appended a moment ago and lost its feeder may lack records
     * that are gone from this log. Its epoch is not activated then, so that nothing is lost with what the snapshot replaces.
     */
    private void beginSnapshot() {
        readChunk(shared.log.applied(), null);
    }

    private void readChunk(long seq, Key after) {
        phase = Phase.SNAPSHOT;
        snapshot.read(link, seq, after);
    }

    void chunkRead(long ofLink, SnapshotChunk chunk) {
        if (ofLink != link || phase != Phase.SNAPSHOT) {
            return;
        }
        sentNanos = shared.nowNanos;
        snapshot.send(target, link, chunk);
    }

    void chunkInstalled(Message.Envelope from, Message.ChunkInstalled installed) {
        if (!isOnLink(from, installed.link()) || phase != Phase.SNAPSHOT || installed.seq() != snapshot.seq()) {
            return;
        }
        Claim.check(
                snapshot.isAwaited(installed.cursor()),
                "it has a piece of the snapshot up to %s, which was not sent last",
                installed.cursor());
        heard();
        if (snapshot.isComplete()) {
            beginStreaming(snapshot.seq() + 1);
        } else {
            readChunk(snapshot.seq(), installed.cursor());
        }
    }

    /** The incarnation of the joining replica if it is fed from here and has caught up; else 0. */
    long caughtUp() {
        boolean complete = target != null
                && !counts()
                && !shortage.exists()
                && phase == Phase.STREAMING
                && (ackedSeq > 0 || shared.log.end() == 0)
                && nextSeq > shared.log.end()
                && inFlight.bytes() < CAUGHT_UP_BYTES;
        return complete ? target.incarnation() : 0;
    }

    /** The connection to this address is broken: what was under way on it is lost. */
    void peerDown(String address) {
        if (target == null || !target.address().equals(address)) {
            return;
        }
        shared.suspects.add(target.nodeId());
        if (phase != Phase.CLOSED) {
            close();
            openAtNanos = shared.nowNanos + shared.settings.reopenNanos();
        }
    }

    /** Whether the link may not be opened yet, because it is not known yet that this log is the chain's (L4). */
    private boolean mayNotOpen() {
        return phase == Phase.CLOSED && openAtNanos == Long.MAX_VALUE;
    }

    /** Whether no replica is to be fed yet, or nothing is to be sent. Answers to what was sent need no tick. */
    boolean isQuiet() {
        return target == null || mayNotOpen() || phase == Phase.STREAMING && !commitPoint.isWaiting();
    }

    void tick() {
        if (target == null) {
            return;
        }
        if (phase == Phase.CLOSED && shared.nowNanos >= openAtNanos) {
            open();
        } else if (phase == Phase.OPENING && shared.nowNanos >= openAtNanos) {
            reopenNanos = Math.min(2 * reopenNanos, shared.settings.suspicionNanos());
            sendOpen();
        }
        if (isOpen() && shared.hasPassed(sentNanos, shared.settings.heartbeatNanos())) {
            sendRecords(List.of());
        }
        if (mayNotOpen() && shared.hasPassed(sentNanos, shared.settings.waitingNanos())) {
            sentNanos = shared.nowNanos;
            shared.send(target, new Message.Waiting());
        }
        if (shared.hasListened(heardNanos, shared.settings.suspicionNanos())) {
            shared.suspects.add(target.nodeId());
        }
        if (phase != Phase.CLOSED && isStuck()) {
            madeAnewNanos = shared.nowNanos;
            shared.emit(new Effect.Disconnect(target));
            open();
        }
    }

    /**
     * Whether nothing came for so long that the connection is to blame, in one direction or the other: then both sides make a
     * new one (L6). A piece of a snapshot may take its time on the disk.
     */
    private boolean isStuck() {
        long patienceNanos = PATIENCE * shared.settings.suspicionNanos();
        boolean silent = shared.hasListened(heardNanos, patienceNanos);
        boolean pieceLost = phase == Phase.SNAPSHOT && snapshot.hasWaited(2 * patienceNanos);
        return (silent || pieceLost) && shared.hasPassed(madeAnewNanos, patienceNanos);
    }

    private void heard() {
        heardNanos = shared.listenedNanos();
        if (!linkPenalty.isReported()) {
            shared.suspects.remove(target.nodeId());
        }
    }

    private boolean isOnLink(Message.Envelope from, long messageLink) {
        return messageLink == link && from.isFrom(target);
    }
}
