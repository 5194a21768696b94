package io.catena.server.controller.decision;

import io.catena.server.chain.ReplicaReport;
import java.util.Collections;

/**
 * What one copy of a chain holds: found in a node's data directory, or reported by a node that is up.
 *
 * @param clusterId the cluster that the directory belongs to
 * @param nodeId the node that has the copy
 * @param lineage the lineage of its log; 0 if it never had one
 * @param epoch the highest epoch in which the replica was a member; 0 if none
 * @param applied the seq up to which the key space holds everything
 * @param logEnd the seq of the last record on its disk
 * @param lastChecksum the checksum of that record; 0 if it is not at hand
 * @param installing whether the data is a snapshot received in part, or without the records that belong to it
 * @param retired whether the node has left for good, so that no node starts on the directory
 * @param known what the node knew of the membership; null if nothing
 * @param live whether a node that is up reported it when its life began: it may have a later epoch and more records by
 *     now
 */
public record Holding(
        String clusterId,
        String nodeId,
        long lineage,
        long epoch,
        long applied,
        long logEnd,
        long lastChecksum,
        boolean installing,
        boolean retired,
        KnownMembership known,
        boolean live) {

    /** What a data directory holds on which no node runs. */
    public Holding(
            String clusterId,
            String nodeId,
            long lineage,
            long epoch,
            long applied,
            long logEnd,
            long lastChecksum,
            boolean installing,
            boolean retired,
            KnownMembership known) {
        this(clusterId, nodeId, lineage, epoch, applied, logEnd, lastChecksum, installing, retired, known, false);
    }

    /** What a node that is up reported of its copy when its present life began. */
    public static Holding reported(String clusterId, String nodeId, ReplicaReport report) {
        return new Holding(
                clusterId,
                nodeId,
                report.lineage(),
                report.epoch(),
                0,
                report.logEnd(),
                0,
                report.installing(),
                false,
                null,
                true);
    }

    /** The report that the node will make of it when it is up. */
    ReplicaReport report() {
        return new ReplicaReport(1, 0, epoch, lineage, logEnd, installing, 0, Collections.emptySortedSet(), false);
    }

    /** Whether a chain can be formed from it at all. */
    boolean isWhole() {
        return lineage > 0 && !installing && !retired;
    }
}
