package io.catena.server.chain;

/** Checks what the messages of a link say (T2); {@link ChunkCheck} checks pieces of snapshots. */
final class LinkCheck {
    private LinkCheck() {}

    static void check(Message.Open open, SharedState shared) {
        Claim.check(
                open.clusterId().equals(shared.clusterId),
                "it belongs to cluster %s; this node to cluster %s",
                open.clusterId(),
                shared.clusterId);
        Claim.check(
                open.format() == shared.configuration.format().number(),
                "it writes format %d in this epoch, which has %s",
                open.format(),
                shared.configuration.format());
        Claim.check(
                open.lineage() == shared.configuration.lineage(),
                "its log is of lineage %d, this epoch of lineage %d",
                open.lineage(),
                shared.configuration.lineage());
        Claim.check(
                open.leaseMillis() == null || open.leaseMillis() == shared.configuration.leaseMillis(),
                "its leases are %d ms long in this epoch, this node's %d ms",
                open.leaseMillis(),
                shared.configuration.leaseMillis());
        Claim.check(open.link() > 0 && open.link() < Message.MAX_LINK, "it opens a link with number %d", open.link());
    }

    static void check(Message.Opened opened, SharedState shared) {
        Log log = shared.log;
        Claim.isSeq(opened.logEnd(), "the end of its log");
        Claim.check(
                opened.logEnd() <= log.end(),
                "the log of the successor %s ends at %d, behind the end %d of this log",
                shared.successor(),
                opened.logEnd(),
                log.end());
        int checksum = log.checksumAt(opened.logEnd());
        Claim.check(
                checksum == 0 || opened.lastChecksum() == 0 || checksum == opened.lastChecksum(),
                "record %d of the successor %s is not the one of this log",
                opened.logEnd(),
                shared.successor());
        if (opened.partialSnapshot() != null) {
            Claim.isSeq(opened.partialSnapshot().seq(), "the snapshot that it has in part");
        }
    }

    /** @param ackedRound the highest round of this epoch that this replica has acknowledged */
    static void check(Message.Append append, SharedState shared, long ackedRound) {
        long end = shared.log.end();
        for (LogRecord record : append.records()) {
            Claim.check(record.seq() == ++end, "%s arrived where record %d is next", record, end);
            for (LoggedWrite write : record.writes()) {
                Claim.check(
                        write.key() == null || write.key().isOfUser(), "%s has a key that no user can have", record);
            }
            Claim.check(record.epoch() > 0 && record.epoch() <= shared.epoch(), "%s comes too early", record);
        }
        Claim.isSeq(end, "the last record");
        Claim.isSeq(append.commitPoint(), "the commit point");
        Claim.check(
                append.completedRound() >= 0 && append.completedRound() <= append.round(),
                "of %d rounds %d are complete",
                append.round(),
                append.completedRound());
        Claim.check(
                !shared.isMember() || append.completedRound() <= ackedRound,
                "round %d is said to be complete, and this member has acknowledged up to %d",
                append.completedRound(),
                ackedRound);
    }

    /**
     * @param firstUnsent the first seq that was not sent on the link
     * @param toldRound the highest round of this epoch that was sent
     */
    static void check(Message.Ack ack, SharedState shared, long firstUnsent, long toldRound) {
        Claim.isSeq(ack.seq(), "what it acknowledges");
        Claim.check(
                ack.seq() < firstUnsent,
                "%s acknowledges %d, sent was up to %d",
                shared.successor(),
                ack.seq(),
                firstUnsent - 1);
        Claim.check(
                ack.round() >= 0 && ack.round() <= toldRound,
                "%s acknowledges round %d, sent was up to %d",
                shared.successor(),
                ack.round(),
                toldRound);
        ack.shortage()
                .nodes()
                .forEach(nodeId -> Claim.check(
                        shared.configuration.line().stream()
                                .anyMatch(member -> member.nodeId().equals(nodeId)),
                        "%s speaks of the disk of %s, which is not in the chain",
                        shared.successor(),
                        nodeId));
    }
}
