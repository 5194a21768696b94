package io.catena.server.chain;

/**
 * The upper side of a replica: the link on which its predecessor sends (L2), and the acknowledgements that go up (W5).
 */
final class Predecessor {
    private final Context context;
    private final Disk disk;
    private final Successor successor;
    /**
     * Whether this life of the node holds the chain's own log: it was fed by a predecessor, or is the one that the
     * chain was formed from. Before that, what is pending in its log may be what the chain never committed.
     */
    private boolean fed;
    /**
     * Whether this life got a round as a member, or was head: its log has all that its epoch inherited (R6), and lacks nothing
     * later that the predecessor does not keep. A snapshot could only take something away from it (S6).
     */
    private boolean complete;
    /** The link that the predecessor has opened in this epoch; 0 if none yet. */
    private long link;
    /** Whether that link is void, because of what came on it. */
    private boolean dropped;
    /**
     * The snapshot that became complete with a piece of an earlier link, and up to where pieces of it have come on this
     * one; null if none did. Its feeder was told of less when this link was opened, and goes on from there.
     */
    private Installing completed;
    /** Whether the last piece that the disk was given came on this link. Another feeder's link may have the same number. */
    private boolean pieceIsOfThisLink;

    private final Distrust distrust;
    /** The highest round of this epoch that this replica has acknowledged. */
    private long ackedRound;

    /** How long this replica had listened when the neighbour was last heard. */
    private long heardNanos;

    private long sentNanos;
    /** What the last acknowledgement on this link said; -1 if none was sent. */
    private long sentSeq;

    private long sentRound;
    private Shortage sentShortage = Shortage.NONE;

    /** How long a round takes, once it has come here, until it is known to be complete. */
    private final RoundTime completionTime;

    Predecessor(Context context, Disk disk, Successor successor) {
        this.context = context;
        this.disk = disk;
        this.successor = successor;
        this.completionTime = new RoundTime(RoundTime.ENOUGH_ROUNDS, context.nowNanos);
        this.distrust = new Distrust(context);
    }

    /** A new epoch: old links are void. */
    void epochBegins() {
        link = 0;
        dropped = false;
        completed = null;
        pieceIsOfThisLink = false;
        distrust.epochBegins();
        ackedRound = 0;
        completionTime.epochBegins();
        heardNanos = context.listenedNanos();
        if (context.isHead()) {
            fed = true;
            complete = true;
        }
        if (context.predecessor() != null) {
            tellOfTheEpoch();
        }
    }

    /**
     * Acknowledges nothing, and says that this replica lives while it waits for the link (L5). A predecessor that has not
     * heard of this epoch fetches it from ZooKeeper, ahead of its watch (W10).
     */
    private void tellOfTheEpoch() {
        sentNanos = context.nowNanos;
        context.send(context.predecessor(), new Message.Ack(0, 0, 0, -1, Shortage.NONE, true));
    }

    /** Whether this replica's log is certainly a prefix of its predecessor's, so that it may feed its successor (L4). */
    boolean mayFeed() {
        return context.isHead() || link != 0;
    }

    void open(Message.Envelope from, Message.Open open) {
        if (!from.isFrom(context.predecessor())) {
            return;
        }
        LinkCheck.check(open, context);
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
            context.emit(new Effect.Disconnect(context.predecessor()));
        }
        link = open.link();
        heard();
        if (!fed || context.lineage != open.lineage()) {
            takeTheChainsLog(open.lineage());
            fed = true;
        }
        sentSeq = -1;
        sentShortage = Shortage.NONE;
        sayOpened();
        if (first && successor.counts()) {
            successor.open();
        }
        acknowledge();
    }

    /** Where this log ends. A predecessor whose link is older than one that was heard of learns that one's number. */
    private void sayOpened() {
        Installing installing = context.installing;
        long end = installing == null ? context.log.end() : 0;
        context.send(context.predecessor(), new Message.Opened(link, end, context.log.lastChecksum(), installing));
    }

    /**
     * What came on the link cannot be true: nothing that comes on it counts any more. The predecessor is told that there is
     * no link, and opens another (T3).
     */
    void drop() {
        distrust.grows();
        if (distrust.isReported()) {
            context.suspects.add(context.predecessor().nodeId());
        }
        if (link != 0) {
            dropped = true;
            tellOfTheEpoch();
        }
    }

    /** From here on the predecessor's log is the chain's: what is pending here is forgotten (N2), in another lineage all (C13). */
    private void takeTheChainsLog(long lineage) {
        if (context.lineage != lineage) {
            boolean held = context.log.end() > 0 || context.installing != null;
            context.lineage = lineage;
            context.installing = null;
            context.log.restartAt(0);
            context.sessions = context.sessions.empty();
            if (held) {
                disk.reset();
            }
            disk.stateChanged();
        } else if (context.log.end() > context.log.applied()) {
            context.log.forgetPending();
            context.sessions = context.storedSessions.copy();
            disk.truncated();
        }
    }

    void append(Message.Envelope from, Message.Append append) {
        if (!isOnLink(from, append.link())) {
            return;
        }
        if (context.installing != null) {
            heard();
            return;
        }
        LinkCheck.check(append, context, ackedRound);
        heard();
        Log log = context.log;
        for (LogRecord record : append.records()) {
            log.append(record);
            context.sessions.apply(record);
        }
        followRounds(append);
        long before = log.commitPoint();
        if (log.commit(append.commitPoint())) {
            disk.committedBeyond(before);
        }
    }

    private void followRounds(Message.Append append) {
        if (context.round == 0) {
            context.inheritedSeq = context.log.end();
        }
        if (append.round() > context.round) {
            complete = complete || context.isMember();
            openToTheJoining();
            context.round = append.round();
            context.lease.roundBegins(context.round);
            completionTime.goes(context.round, context.nowNanos);
        }
        if (append.completedRound() > context.completedRound) {
            context.completedRound = append.completedRound();
            context.lease.roundIsComplete(context.completedRound);
            completionTime.areBack(context.completedRound, context.nowNanos);
        }
    }

    /**
     * The first round of an epoch says that this log is complete as of the older ones. One who joins may hold more of them
     * than a replica that was appended a moment ago, so it is fed only from here on.
     */
    private void openToTheJoining() {
        if (context.round == 0 && !successor.counts()) {
            successor.open();
        }
    }

    /** See {@link Replica#completionMillis}. */
    long completionMillis() {
        return completionTime.millis(context.nowNanos);
    }

    /** Without space the piece is dropped; the feeder begins again where it was when it has waited long enough. */
    void chunk(Message.Envelope from, Message.Chunk chunk) {
        if (!isOnLink(from, chunk.link())) {
            return;
        }
        SnapshotChunk content = chunk.content();
        Claim.check(!complete, "a piece of a snapshot comes to a member that has the chain's log");
        boolean known = isOfCompleted(content);
        ChunkCheck.check(content, known ? completed : context.installing);
        heard();
        if (known) {
            passOver(content);
            return;
        }
        if (context.space != Space.ENOUGH) {
            return;
        }
        if (content.after() == null) {
            context.log.restartAt(0);
            context.sessions = context.sessions.empty();
            disk.logReplaced();
        }
        context.installing = new Installing(content.seq(), content.after());
        context.joiningPercent = content.percent();
        pieceIsOfThisLink = true;
        disk.install(chunk);
    }

    /** Whether the snapshot of which this is a piece is complete here, and nothing has followed upon it yet. */
    private boolean isOfCompleted(SnapshotChunk chunk) {
        return completed != null
                && context.installing == null
                && chunk.after() != null
                && chunk.seq() == completed.seq()
                && chunk.seq() == context.log.end();
    }

    /** The piece is not needed (S3): the feeder is told that it has arrived, so that the records follow after the last one. */
    private void passOver(SnapshotChunk chunk) {
        if (completed.cursor().compareTo(chunk.cursor()) < 0) {
            completed = new Installing(chunk.seq(), chunk.cursor());
        }
        context.send(context.predecessor(), new Message.ChunkInstalled(link, chunk.seq(), chunk.cursor()));
    }

    /**
     * A piece of a snapshot is on the disk. Said only on the link on which the piece came: on a later one the feeder
     * goes by the handshake, and would take this for the answer to what it has sent since. A piece that the disk is to drop
     * again counts for nothing.
     */
    void chunkInstalled(Message.Chunk message) {
        if (disk.hasNextChunk() || context.resetting) {
            return;
        }
        SnapshotChunk chunk = message.content();
        if (chunk.last()) {
            context.installing = null;
            context.log.restartAt(chunk.seq());
            context.sessions = context.sessions.empty();
            context.sessions.restoreAll(chunk.sessions());
            disk.logReplaced();
            completed = pieceIsOfThisLink ? null : new Installing(chunk.seq(), chunk.cursor());
        } else {
            context.installing = new Installing(chunk.seq(), chunk.cursor());
        }
        if (pieceIsOfThisLink && !dropped) {
            context.send(context.predecessor(), new Message.ChunkInstalled(link, chunk.seq(), chunk.cursor()));
        }
    }

    /** Acknowledges what has become durable here and behind this replica (W5), and the round that has come back (R3). */
    void acknowledge() {
        if (link == 0 || dropped) {
            return;
        }
        if (context.installing != null || disk.isBehind()) {
            sayWhyNot();
            return;
        }
        boolean last = isLast();
        long seq = last ? context.log.durable() : Math.min(context.log.durable(), successor.ackedSeq());
        long roundDown = last ? context.round : Math.min(context.round, successor.ackedRound());
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
        return context.shortage(successor.shortage());
    }

    /** No news by itself: it goes up with the next acknowledgement, and whoever lacks a lease asks the head anyway. */
    private boolean usesLeases() {
        return context.isReadOfLate() || successor.usesLeases();
    }

    private void sendAck(long seq, long roundDown) {
        sentSeq = seq;
        sentRound = roundDown;
        ackedRound = Math.max(ackedRound, roundDown);
        sentShortage = shortage();
        context.lease.promise(roundDown);
        say(seq, roundDown);
    }

    private void say(long seq, long roundDown) {
        sentNanos = context.nowNanos;
        long behindNanos = isLast() ? 0 : successor.awayNanos(roundDown);
        context.send(
                context.predecessor(), new Message.Ack(link, seq, roundDown, behindNanos, sentShortage, usesLeases()));
    }

    /** Whether nobody behind this replica counts. */
    private boolean isLast() {
        return context.successor() == null || !successor.counts();
    }

    /** The connection to this address is broken: the next tick says again what may have been lost on it. */
    void peerDown(String address) {
        if (context.predecessor() != null && context.predecessor().address().equals(address)) {
            context.suspects.add(context.predecessor().nodeId());
            sentNanos = context.nowNanos - context.settings.heartbeatNanos();
        }
    }

    /** Says "alive" upstream, but only while the predecessor is heard, so that it learns that its own words are lost. */
    void tick() {
        if (context.predecessor() == null) {
            return;
        }
        if (context.hasListened(heardNanos, context.settings.suspicionNanos())) {
            context.suspects.add(context.predecessor().nodeId());
        } else if (link != 0 && !dropped && context.hasPassed(sentNanos, context.settings.heartbeatNanos())) {
            sendAlive();
        }
        if ((link == 0 || dropped) && context.hasPassed(sentNanos, context.settings.waitingNanos())) {
            tellOfTheEpoch();
        }
    }

    /** Repeats the last acknowledgement; before the first one, acknowledges nothing. */
    private void sendAlive() {
        say(Math.max(0, sentSeq), sentSeq < 0 ? 0 : sentRound);
    }

    /** The predecessor waits itself before it may open the link, and is not to blame for its silence on it. */
    void waiting(Message.Envelope from) {
        if (link == 0 && from.isFrom(context.predecessor())) {
            heard();
        }
    }

    private void heard() {
        heardNanos = context.listenedNanos();
        if (!distrust.isReported()) {
            context.suspects.remove(context.predecessor().nodeId());
        }
    }

    private boolean isOnLink(Message.Envelope from, long messageLink) {
        return link != 0 && !dropped && messageLink == link && from.isFrom(context.predecessor());
    }
}
