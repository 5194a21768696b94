package io.catena.server.chain;

import java.util.List;

/**
 * The lower side of a replica: the link on which it feeds the next replica in the line, a member that counts or the joining
 * replica (W4, L3). It opens the link, closes it, and decides between records and a snapshot.
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

    /** After this number of suspicion times without a message the connection is made anew (L6). */
    private static final int PATIENCE = 3;

    private final SharedState shared;
    /** The replica that is fed. */
    private final Neighbour successor;

    private final RecordStream stream;
    private final SnapshotFeed snapshot;
    private Phase phase = Phase.CLOSED;
    /** The number of the link; never used twice by one life of a node. */
    private long link;
    /** The nearest members, there or behind, whose disks are nearly full, as last told. */
    private Shortage shortage = Shortage.NONE;
    /** Whether leases were of use recently, there or behind, as last told. */
    private boolean usesLeases;
    /** When the connection was last made anew because nothing was heard; at first, when this life began. */
    private long madeAnewNanos;

    private long openAtNanos;
    /** How long an unanswered handshake waits before it is repeated: doubles each time (L6). */
    private long reopenNanos;
    /** Whether records from the disk are on their way. */
    private boolean reading;

    DownstreamLink(SharedState shared) {
        this.shared = shared;
        this.successor = new Neighbour(shared);
        this.stream = new RecordStream(shared, successor);
        this.snapshot = new SnapshotFeed(shared);
        this.madeAnewNanos = shared.nowNanos;
    }

    /** A new epoch: the old link is void. */
    void epochBegins() {
        Member before = successor.member();
        Member next = shared.successor();
        boolean same = next != null && next.is(before);
        successor.epochBegins(next);
        if (!same) {
            shared.keepFromSeq = Long.MAX_VALUE;
        }
        shortage = Shortage.NONE;
        usesLeases = usesLeases && same;
        stream.epochBegins();
        close();
        openAtNanos = Long.MAX_VALUE;
    }

    private void close() {
        phase = Phase.CLOSED;
        reading = false;
        stream.stop();
    }

    /** Whether the successor is a member, so that nothing is committed without it (W5). */
    boolean counts() {
        return successor.counts();
    }

    long ackedSeq() {
        return stream.ackedSeq();
    }

    long ackedRound() {
        return stream.ackedRound();
    }

    /** See {@link Replica#hopMillis}. */
    long hopMillis() {
        return counts() ? stream.hopTime().millis(shared.nowNanos) : 0;
    }

    /** How long this round was on its way from here to the tail and back; below 0 if that is not known. */
    long awayNanos(long round) {
        return stream.hopTime().awayNanos(round);
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
        if (!successor.exists()) {
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
                successor.member(),
                new Message.Open(
                        shared.clusterId,
                        shared.configuration.format().number(),
                        shared.lineage,
                        link,
                        shared.configuration.leaseMillis()));
    }

    void opened(Message.Envelope from, Message.Opened opened) {
        if (successor.hasSent(from) && phase == Phase.OPENING && opened.link() > link) {
            openBehind(opened.link());
            return;
        }
        if (!isOnLink(from, opened.link()) || phase != Phase.OPENING) {
            return;
        }
        LinkCheck.check(opened, shared);
        successor.heard();
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
        successor.sentWrongMessage();
        closeForAWhile();
    }

    private void closeForAWhile() {
        close();
        openAtNanos = shared.nowNanos + successor.pauseNanos();
    }

    private void beginStreaming(long seq) {
        phase = Phase.STREAMING;
        stream.begin(link, seq);
    }

    void ack(Message.Envelope from, Message.Ack ack) {
        if (mayNotOpen() && successor.hasSent(from)) {
            successor.heard();
        }
        if (ack.link() == 0 && successor.hasSent(from) && isOpen()) {
            successor.refused();
            closeForAWhile();
            return;
        }
        if (!isOnLink(from, ack.link())) {
            return;
        }
        LinkCheck.check(ack, shared, phase == Phase.STREAMING ? stream.nextSeq() : Claim.MAX_SEQ, stream.toldRound());
        successor.heard();
        shortage = ack.shortage();
        usesLeases = ack.leasesUsed();
        if (phase == Phase.STREAMING) {
            stream.acknowledged(ack);
        }
    }

    /** Whether the handshake was answered. */
    private boolean isOpen() {
        return phase == Phase.STREAMING || phase == Phase.SNAPSHOT;
    }

    /**
     * Sends the records that the successor lacks, up to the limit of what is under way; watermarks alone if they have risen.
     */
    void pump() {
        if (phase == Phase.STREAMING && stream.sendFromMemory()) {
            readFromDisk();
        }
        if (phase == Phase.STREAMING) {
            stream.sendWatermarks();
        }
    }

    private void readFromDisk() {
        if (reading) {
            return;
        }
        if (stream.nextSeq() < shared.log.firstOnDisk()) {
            beginSnapshot();
            return;
        }
        reading = true;
        shared.emit(new Effect.ReadLog(link, stream.nextSeq(), shared.settings.maxMessageBytes()));
    }

    void logRead(long ofLink, List<LogRecord> records) {
        if (ofLink != link || phase != Phase.STREAMING || !reading) {
            return;
        }
        reading = false;
        if (records.isEmpty()) {
            beginSnapshot();
        } else {
            long seq = stream.nextSeq();
            Invariant.check(records.get(0).seq() == seq, "%s read where %d is next", records.get(0), seq);
            stream.send(records);
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
        successor.tell(snapshot.next(link, chunk));
    }

    void chunkInstalled(Message.Envelope from, Message.ChunkInstalled installed) {
        if (!isOnLink(from, installed.link()) || phase != Phase.SNAPSHOT || installed.seq() != snapshot.seq()) {
            return;
        }
        Claim.check(
                snapshot.isAwaited(installed.cursor()),
                "it has a piece of the snapshot up to %s, which was not sent last",
                installed.cursor());
        successor.heard();
        if (snapshot.isComplete()) {
            beginStreaming(snapshot.seq() + 1);
        } else {
            readChunk(snapshot.seq(), installed.cursor());
        }
    }

    /** The life of the joining replica if it is fed from here and has caught up; else 0. */
    long caughtUp() {
        boolean complete = successor.exists()
                && !counts()
                && !shortage.exists()
                && phase == Phase.STREAMING
                && stream.isCaughtUp();
        return complete ? successor.member().life() : 0;
    }

    /** The connection to this address is broken: what was under way on it is lost. */
    void peerDown(String address) {
        if (!successor.isAt(address)) {
            return;
        }
        successor.suspect();
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
        return !successor.exists() || mayNotOpen() || phase == Phase.STREAMING && !stream.holdsCommitPoint();
    }

    void tick() {
        if (!successor.exists()) {
            return;
        }
        if (phase == Phase.CLOSED && shared.nowNanos >= openAtNanos) {
            open();
        } else if (phase == Phase.OPENING && shared.nowNanos >= openAtNanos) {
            reopenNanos = Math.min(2 * reopenNanos, shared.settings.suspicionNanos());
            sendOpen();
        }
        if (isOpen() && successor.wasNotToldFor(shared.settings.signOfLifeNanos())) {
            stream.repeatWatermarks();
        }
        if (mayNotOpen() && successor.wasNotToldFor(shared.settings.waitingNanos())) {
            successor.tell(new Message.Waiting());
        }
        if (successor.isSilentFor(shared.settings.suspicionNanos())) {
            successor.suspect();
        }
        if (phase != Phase.CLOSED && isStuck()) {
            madeAnewNanos = shared.nowNanos;
            shared.emit(new Effect.Disconnect(successor.member()));
            open();
        }
    }

    /**
     * Whether nothing came for so long that the connection is to blame, in one direction or the other: then both sides make a
     * new one (L6). A piece of a snapshot may take its time on the disk.
     */
    private boolean isStuck() {
        long patienceNanos = PATIENCE * shared.settings.suspicionNanos();
        boolean silent = successor.isSilentFor(patienceNanos);
        boolean pieceLost = phase == Phase.SNAPSHOT && snapshot.hasWaited(2 * patienceNanos);
        return (silent || pieceLost) && shared.hasPassed(madeAnewNanos, patienceNanos);
    }

    private boolean isOnLink(Message.Envelope from, long messageLink) {
        return messageLink == link && successor.hasSent(from);
    }
}
