package io.catena.server.chain;

import java.util.List;

/**
 * What goes down an open link: each record once and in order, with the commit point and the rounds (W4, R3); and how far the
 * successor has acknowledged it (W5). The limit on what is under way is kept here; when the link is opened and closed is
 * {@link DownstreamLink}'s.
 */
final class RecordStream {
    /** A joining replica that lacks less than this has caught up (C5). */
    private static final long CAUGHT_UP_BYTES = 4 << 20;

    /** A round is measured if at most this is queued ahead of it: it measures the link, not the load on it (H7). */
    private static final long MEASURED_BYTES = 1 << 20;

    private final SharedState shared;
    private final Neighbour successor;
    /** The link on which it is sent. */
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
    private final InFlight inFlight = new InFlight();
    /** How long a round takes to the successor and back, if that is a member, without its time behind it. */
    private final RoundTime hopTime;

    RecordStream(SharedState shared, Neighbour successor) {
        this.shared = shared;
        this.successor = successor;
        this.commitPoint = new CommitPiggyback(shared);
        this.hopTime = new RoundTime(RoundTime.ENOUGH_ROUNDS, shared.nowNanos);
    }

    /** A new epoch: nothing is acknowledged in it. */
    void epochBegins() {
        ackedSeq = 0;
        ackedRound = 0;
        toldRound = 0;
        stop();
        hopTime.epochBegins();
    }

    /** What is under way may be lost. */
    void stop() {
        inFlight.forget();
        hopTime.forget();
    }

    /** From here on records go down on this link, from this one on. */
    void begin(long openedLink, long seq) {
        link = openedLink;
        nextSeq = seq;
        commitPoint.linkBegins();
        sentRound = 0;
        sentCompletedRound = 0;
    }

    long nextSeq() {
        return nextSeq;
    }

    long ackedSeq() {
        return ackedSeq;
    }

    long ackedRound() {
        return ackedRound;
    }

    long toldRound() {
        return toldRound;
    }

    RoundTime hopTime() {
        return hopTime;
    }

    /** Whether the commit point waits for a record with which it goes down. */
    boolean holdsCommitPoint() {
        return commitPoint.isWaiting();
    }

    void acknowledged(Message.Ack ack) {
        ackedSeq = Math.max(ackedSeq, ack.seq());
        ackedRound = Math.max(ackedRound, ack.round());
        hopTime.isBack(ack.round(), ack.behindNanos(), shared.nowNanos);
        inFlight.acknowledged(ackedSeq);
    }

    /**
     * Sends the records that the successor lacks, up to the limit of what is under way.
     *
     * @return whether the next record is not in memory and has to be read from the disk
     */
    boolean sendFromMemory() {
        Log log = shared.log;
        while (nextSeq <= log.end() && inFlight.bytes() < shared.settings.maxInFlightBytes()) {
            if (nextSeq < log.firstInMemory()) {
                return true;
            }
            send(log.slice(nextSeq, log.end(), shared.settings.maxMessageBytes()));
        }
        return false;
    }

    /** Sends watermarks alone if they have risen. */
    void sendWatermarks() {
        if (commitPoint.isDue() || hasNewsOfRounds()) {
            repeatWatermarks();
        }
        shared.keepFromSeq = inFlight.firstSeqOr(nextSeq);
    }

    /** Sends watermarks alone: a sign of life. */
    void repeatWatermarks() {
        send(List.of());
    }

    /** A new round goes down at once, and so does the first complete one, because it gives the first lease (R3). */
    private boolean hasNewsOfRounds() {
        boolean firstComplete = shared.completedRound > 0 && sentCompletedRound == 0;
        return nextSeq > shared.inheritedSeq && (shared.round > sentRound || firstComplete);
    }

    /** Sends these records, which are the next ones, with the watermarks. */
    void send(List<LogRecord> records) {
        long bytes = 0;
        for (LogRecord record : records) {
            bytes += record.bytes().length;
        }
        if (nextSeq + records.size() > shared.inheritedSeq) {
            if (shared.round > sentRound && successor.counts() && inFlight.bytes() + bytes <= MEASURED_BYTES) {
                hopTime.goes(shared.round, shared.nowNanos);
            }
            sentRound = shared.round;
            toldRound = Math.max(toldRound, sentRound);
            sentCompletedRound = shared.completedRound;
        }
        successor.tell(new Message.Append(link, nextSeq, records, commitPoint.leaves(), sentRound, sentCompletedRound));
        if (bytes > 0) {
            inFlight.add(nextSeq, nextSeq + records.size() - 1, bytes);
        }
        nextSeq += records.size();
    }

    /** Whether the successor has all but a little of what is in the log. */
    boolean isCaughtUp() {
        return (ackedSeq > 0 || shared.log.end() == 0)
                && nextSeq > shared.log.end()
                && inFlight.bytes() < CAUGHT_UP_BYTES;
    }
}
