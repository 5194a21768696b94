package io.catena.server.chain;

/** The upper side of a replica: the link on which its predecessor sends (L2), and the acknowledgements that go up (W5). */
final class UpstreamLink {
    private final SharedState shared;
    private final GroupCommit groupCommit;
    private final DownstreamLink downstream;
    private final Neighbour predecessor;
    /**
     * Whether this life holds the chain's own log: a predecessor has fed it, or the chain was formed from it. Before that, its
     * log may have pending records that the chain never committed (N2).
     */
    private boolean fed;
    /**
     * Whether this life got a round as a member, or was head: its log has all that its epoch inherited (R6), and lacks nothing
     * later that the predecessor does not keep. A snapshot could only take something away from it (S6).
     */
    private boolean complete;
    /** The link that the predecessor has opened in this epoch; 0 if none yet. */
    private long link;
    /** Whether that link is void because a wrong message came on it. */
    private boolean dropped;
    /**
     * The snapshot that became complete with a piece of an earlier link, and up to where pieces of it have come on this link;
     * null if there is none. The feeder was told of less when this link was opened, and goes on from there (S3).
     */
    private PartialSnapshot completed;
    /** Whether the last piece that was given to the disk came on this link. Another feeder's link may have the same number. */
    private boolean pieceIsOfThisLink;

    /** The highest round of this epoch that this replica has acknowledged. */
    private long ackedRound;

    /** What the last acknowledgement on this link said; -1 if none was sent. */
    private long sentSeq;

    private long sentRound;
    /** When the last round of this epoch came; when the epoch began, if none has. */
    private long roundNanos;

    private Shortage sentShortage = Shortage.NONE;

    /** How long a round takes, once it has come here, until it is known to be complete. */
    private final RoundTime completionTime;

    UpstreamLink(SharedState shared, GroupCommit groupCommit, DownstreamLink downstream) {
        this.shared = shared;
        this.groupCommit = groupCommit;
        this.downstream = downstream;
        this.completionTime = new RoundTime(RoundTime.ENOUGH_ROUNDS, shared.nowNanos);
        this.predecessor = new Neighbour(shared);
    }

    /** A new epoch: old links are void. */
    void epochBegins() {
        link = 0;
        dropped = false;
        completed = null;
        pieceIsOfThisLink = false;
        predecessor.epochBegins(shared.predecessor());
        ackedRound = 0;
        roundNanos = shared.nowNanos;
        completionTime.epochBegins();
        if (shared.isHead()) {
            fed = true;
            complete = true;
        }
        if (predecessor.exists()) {
            tellOfTheEpoch();
        }
    }

    /**
     * Acknowledges nothing, and says that this replica lives while it waits for the link (L5). A predecessor that has not
     * heard of this epoch fetches it from ZooKeeper, ahead of its watch (W10).
     */
    private void tellOfTheEpoch() {
        predecessor.tell(new Message.Ack(0, 0, 0, -1, Shortage.NONE, true));
    }

    /** Whether this replica's log is certainly a prefix of its predecessor's, so that it may feed its successor (L4). */
    boolean mayFeed() {
        return shared.isHead() || link != 0;
    }

    void open(Message.Envelope from, Message.Open open) {
        if (!predecessor.hasSent(from)) {
            return;
        }
        LinkCheck.check(open, shared);
        if (dropped ? open.link() <= link : open.link() < link) {
            sayOpened();
            return;
        }
        boolean first = link == 0;
        dropped = false;
        if (open.link() > link) {
            completed = null;
            pieceIsOfThisLink = false;
        }
        if (!first && open.link() > link) {
            shared.emit(new Effect.Disconnect(predecessor.member()));
        }
        link = open.link();
        predecessor.heard();
        if (!fed || shared.lineage != open.lineage()) {
            takeTheChainsLog(open.lineage());
            fed = true;
        }
        sentSeq = -1;
        sentShortage = Shortage.NONE;
        sayOpened();
        if (first && downstream.counts()) {
            downstream.open();
        }
        acknowledge();
    }

    /** Says where this log ends. A predecessor whose link has an older number learns the newest one from it (L2). */
    private void sayOpened() {
        PartialSnapshot partialSnapshot = shared.partialSnapshot;
        long end = partialSnapshot == null ? shared.log.end() : 0;
        shared.send(predecessor.member(), new Message.Opened(link, end, shared.log.lastChecksum(), partialSnapshot));
    }

    /**
     * What came on the link cannot be true: all that comes on it is passed over. The predecessor is told that there is no
     * link, and opens another (T3).
     */
    void drop() {
        predecessor.sentWrongMessage();
        if (link != 0) {
            dropped = true;
            tellOfTheEpoch();
        }
    }

    /**
     * From here on the predecessor's log is the chain's: what is pending here is forgotten (N2), in another lineage all (C13).
     */
    private void takeTheChainsLog(long lineage) {
        if (shared.lineage != lineage) {
            boolean held = shared.log.end() > 0 || shared.isInPart();
            shared.lineage = lineage;
            shared.partialSnapshot = null;
            shared.exactFrom = 0;
            shared.log.restartAt(0);
            shared.sessions = shared.sessions.empty();
            if (held) {
                groupCommit.reset();
            }
            groupCommit.stateChanged();
        } else if (shared.log.end() > shared.log.applied()) {
            shared.log.forgetPending();
            shared.sessions = shared.storedSessions.copy();
            groupCommit.truncated();
        }
    }

    void append(Message.Envelope from, Message.Append append) {
        if (!isOnLink(from, append.link())) {
            return;
        }
        if (shared.partialSnapshot != null) {
            predecessor.heard();
            return;
        }
        LinkCheck.check(append, shared, ackedRound);
        predecessor.heard();
        Log log = shared.log;
        for (LogRecord record : append.records()) {
            log.append(record);
            shared.sessions.apply(record);
        }
        followRounds(append);
        long before = log.commitPoint();
        if (log.commit(append.commitPoint())) {
            groupCommit.committedBeyond(before);
        }
    }

    private void followRounds(Message.Append append) {
        long restNanos = shared.restNanos(shared.nowNanos - roundNanos);
        if (shared.round == 0) {
            shared.inheritedSeq = shared.log.end();
        }
        if (append.round() > shared.round) {
            complete = complete || shared.isMember();
            openToTheJoining();
            shared.round = append.round();
            shared.lease.roundBegins(shared.round);
            roundNanos = shared.nowNanos;
            completionTime.goes(shared.round, shared.nowNanos);
        }
        if (append.completedRound() > shared.completedRound) {
            shared.completedRound = append.completedRound();
            shared.lease.roundIsComplete(shared.completedRound);
            completionTime.areBack(shared.completedRound, restNanos, shared.nowNanos);
        }
    }

    /**
     * The first round of an epoch says that this log is complete as of the older epochs. The joining replica may hold more of
     * them than a replica that was appended a moment ago, so it is fed only from here on (L4).
     */
    private void openToTheJoining() {
        if (shared.round == 0 && !downstream.counts()) {
            downstream.open();
        }
    }

    /** See {@link Replica#completionMillis}. */
    long completionMillis() {
        return completionTime.millis(shared.nowNanos);
    }

    /** Without free space the piece is dropped; the feeder sends it again when it has waited long enough. */
    void chunk(Message.Envelope from, Message.Chunk chunk) {
        if (!isOnLink(from, chunk.link())) {
            return;
        }
        SnapshotChunk content = chunk.content();
        Claim.check(!complete, "a piece of a snapshot comes to a member that has the chain's log");
        boolean known = isOfCompleted(content);
        ChunkCheck.check(content, known ? completed : shared.partialSnapshot);
        predecessor.heard();
        if (known) {
            passOver(content);
            return;
        }
        if (shared.space != Space.ENOUGH) {
            return;
        }
        if (content.after() == null) {
            shared.log.restartAt(0);
            shared.sessions = shared.sessions.empty();
            groupCommit.logReplaced();
            shared.exactFrom = 0;
            // What was acknowledged is gone: the next sign of life must not say it again.
            sentSeq = -1;
        }
        shared.exactFrom = Math.max(shared.exactFrom, content.readAt());
        shared.partialSnapshot = new PartialSnapshot(content.seq(), content.after());
        shared.joiningPercent = content.percent();
        pieceIsOfThisLink = true;
        groupCommit.install(chunk);
    }

    /** Whether the snapshot of this piece is complete here, and no record has followed it yet. */
    private boolean isOfCompleted(SnapshotChunk chunk) {
        return completed != null
                && shared.partialSnapshot == null
                && chunk.after() != null
                && chunk.seq() == completed.seq()
                && chunk.seq() == shared.log.end();
    }

    /** The piece is not needed (S3): the feeder is told that it has arrived, so that the records follow after the last one. */
    private void passOver(SnapshotChunk chunk) {
        if (completed.cursor().compareTo(chunk.cursor()) < 0) {
            completed = new PartialSnapshot(chunk.seq(), chunk.cursor());
        }
        shared.send(predecessor.member(), new Message.ChunkInstalled(link, chunk.seq(), chunk.cursor()));
    }

    /**
     * A piece of a snapshot is on the disk. This is acknowledged only on the link on which the piece came: on a later link the
     * feeder goes by the handshake, and would take this for the answer to what it has sent since. A piece that the disk is to
     * drop again does not count.
     */
    void chunkInstalled(Message.Chunk message) {
        if (groupCommit.hasNextChunk() || shared.resetting) {
            return;
        }
        SnapshotChunk chunk = message.content();
        if (chunk.last()) {
            shared.partialSnapshot = null;
            shared.log.restartAt(chunk.seq());
            shared.sessions = shared.sessions.empty();
            shared.sessions.restoreAll(chunk.sessions());
            groupCommit.logReplaced();
            completed = pieceIsOfThisLink ? null : new PartialSnapshot(chunk.seq(), chunk.cursor());
        } else {
            shared.partialSnapshot = new PartialSnapshot(chunk.seq(), chunk.cursor());
        }
        if (pieceIsOfThisLink && !dropped) {
            shared.send(predecessor.member(), new Message.ChunkInstalled(link, chunk.seq(), chunk.cursor()));
        }
    }

    /** Acknowledges what has become durable here and behind this replica (W5), and the round that has come back (R3). */
    void acknowledge() {
        if (link == 0 || dropped) {
            return;
        }
        if (shared.partialSnapshot != null || groupCommit.isBehind()) {
            sayWhyNot();
            return;
        }
        boolean last = isLast();
        long seq = last ? shared.log.durable() : Math.min(shared.log.durable(), downstream.ackedSeq());
        long roundDown = last ? shared.round : Math.min(shared.round, downstream.ackedRound());
        if (seq != sentSeq || roundDown != sentRound || !shortage().equals(sentShortage)) {
            sendAck(seq, roundDown);
        }
    }

    /** Nothing can be acknowledged now. That the disk is nearly full is said all the same: writes would wait for it (H12). */
    private void sayWhyNot() {
        if (!shortage().equals(sentShortage)) {
            sentShortage = shortage();
            sendAlive();
        }
    }

    private Shortage shortage() {
        return shared.shortage(downstream.shortage());
    }

    /** Goes up with the next acknowledgement and causes none: a member without a lease asks the head anyway. */
    private boolean usesLeases() {
        return shared.isReadRecently() || downstream.usesLeases();
    }

    private void sendAck(long seq, long roundDown) {
        sentSeq = seq;
        sentRound = roundDown;
        ackedRound = Math.max(ackedRound, roundDown);
        sentShortage = shortage();
        shared.lease.promise(roundDown);
        say(seq, roundDown);
    }

    private void say(long seq, long roundDown) {
        long behindNanos = isLast() ? 0 : downstream.awayNanos(roundDown);
        predecessor.tell(new Message.Ack(link, seq, roundDown, behindNanos, sentShortage, usesLeases()));
    }

    /** Whether no replica behind this one counts. */
    private boolean isLast() {
        return shared.successor() == null || !downstream.counts();
    }

    /** The connection to this address is broken: the next tick repeats what may have been lost on it. */
    void peerDown(String address) {
        if (predecessor.isAt(address)) {
            predecessor.suspect();
            predecessor.mayNotHaveHeard();
        }
    }

    /**
     * Sends signs of life upward, but only while the predecessor is heard: from the silence it learns that its own messages
     * are lost. A predecessor that is not heard for long is suspect (H1).
     */
    void tick() {
        if (!predecessor.exists()) {
            return;
        }
        if (predecessor.isSilentFor(shared.settings.suspicionNanos())) {
            predecessor.suspect();
        } else if (link != 0 && !dropped && predecessor.wasNotToldFor(shared.settings.signOfLifeNanos())) {
            sendAlive();
        }
        if ((link == 0 || dropped) && predecessor.wasNotToldFor(shared.settings.waitingNanos())) {
            tellOfTheEpoch();
        }
    }

    /** Repeats the last acknowledgement; before the first one, acknowledges nothing. */
    private void sendAlive() {
        say(Math.max(0, sentSeq), sentSeq < 0 ? 0 : sentRound);
    }

    /** The predecessor has to wait before it may open the link, and is not to blame that it does not (L5). */
    void waiting(Message.Envelope from) {
        if (link == 0 && predecessor.hasSent(from)) {
            predecessor.heard();
        }
    }

    private boolean isOnLink(Message.Envelope from, long messageLink) {
        return link != 0 && !dropped && messageLink == link && predecessor.hasSent(from);
    }
}
