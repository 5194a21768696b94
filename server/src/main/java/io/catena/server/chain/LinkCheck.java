package io.catena.server.chain;

/** What the messages of a link may say, but for pieces of snapshots, of which {@link ChunkCheck} tells. */
final class LinkCheck {
    private LinkCheck() {}

    static void check(Message.Open open, Context context) {
        Claim.check(
                open.clusterId().equals(context.clusterId) && open.formatVersion() == Message.FORMAT_VERSION,
                "it belongs to cluster %s, format %d; this node to cluster %s, format %d",
                open.clusterId(),
                open.formatVersion(),
                context.clusterId,
                Message.FORMAT_VERSION);
        Claim.check(
                open.lineage() == context.configuration.lineage(),
                "its log is of lineage %d, this epoch of lineage %d",
                open.lineage(),
                context.configuration.lineage());
        Claim.check(
                open.leaseMillis() == null || open.leaseMillis() == context.configuration.leaseMillis(),
                "its leases are %d ms long in this epoch, this node's %d ms",
                open.leaseMillis(),
                context.configuration.leaseMillis());
        Claim.check(open.link() > 0 && open.link() < Message.MAX_LINK, "it opens a link with number %d", open.link());
    }

    static void check(Message.Opened opened, Context context) {
        Log log = context.log;
        Claim.isSeq(opened.logEnd(), "the end of its log");
        Claim.check(
                opened.logEnd() <= log.end(),
                "the log of the successor %s ends at %d, behind the end %d of this log",
                context.successor(),
                opened.logEnd(),
                log.end());
        int checksum = log.checksumAt(opened.logEnd());
        Claim.check(
                checksum == 0 || opened.lastChecksum() == 0 || checksum == opened.lastChecksum(),
                "record %d of the successor %s is not the one of this log",
                opened.logEnd(),
                context.successor());
        if (opened.installing() != null) {
            Claim.isSeq(opened.installing().seq(), "the snapshot that it has in part");
        }
    }

    /** @param ackedRound the highest round of this epoch that this replica has acknowledged */
    static void check(Message.Append append, Context context, long ackedRound) {
        long end = context.log.end();
        for (LogRecord record : append.records()) {
            Claim.check(record.seq() == ++end, "%s arrived where record %d is next", record, end);
            for (LoggedWrite write : record.writes()) {
                Claim.check(
                        write.key() == null || write.key().isOfUser(), "%s has a key that no user can have", record);
            }
            Claim.check(record.epoch() > 0 && record.epoch() <= context.epoch(), "%s comes too early", record);
        }
        Claim.isSeq(end, "the last record");
        Claim.isSeq(append.commitPoint(), "the commit point");
        Claim.check(
                append.completedRound() >= 0 && append.completedRound() <= append.round(),
                "of %d rounds %d are complete",
                append.round(),
                append.completedRound());
        Claim.check(
                !context.isMember() || append.completedRound() <= ackedRound,
                "round %d is said to be complete, and this member has acknowledged up to %d",
                append.completedRound(),
                ackedRound);
    }

    /**
     * @param firstUnsent the first seq that was not sent on the link
     * @param toldRound the highest round of this epoch that was sent
     */
    static void check(Message.Ack ack, Context context, long firstUnsent, long toldRound) {
        Claim.isSeq(ack.seq(), "what it acknowledges");
        Claim.check(
                ack.seq() < firstUnsent,
                "%s acknowledges %d, sent was up to %d",
                context.successor(),
                ack.seq(),
                firstUnsent - 1);
        Claim.check(
                ack.round() >= 0 && ack.round() <= toldRound,
                "%s acknowledges round %d, sent was up to %d",
                context.successor(),
                ack.round(),
                toldRound);
        ack.shortage()
                .nodes()
                .forEach(nodeId -> Claim.check(
                        context.configuration.line().stream()
                                .anyMatch(member -> member.nodeId().equals(nodeId)),
                        "%s speaks of the disk of %s, which is nobody in the chain",
                        context.successor(),
                        nodeId));
    }
}
