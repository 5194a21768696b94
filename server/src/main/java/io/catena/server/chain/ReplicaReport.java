package io.catena.server.chain;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a replica tells the controller. A hint except where a rule says otherwise: the controller decides from
 * configurations, and a report can be old.
 *
 * @param chain the chain's number
 * @param life the number of the life that reports
 * @param epoch the highest epoch in which the replica was a member, in any life, 0 if none; the last report may say
 *     less
 * @param lineage the lineage of its log; 0 if it never had one
 * @param logEnd where its log ended when this life began: decides from which node a chain is formed again (C11)
 * @param installing whether its data is a snapshot in part, or lacks records behind it, so that no chain can be formed from
 *     it (S7)
 * @param caughtUp the life of the joining replica that has caught up with this replica, its feeder; else 0
 * @param suspects ids of neighbours that refuse connections or are silent
 * @param leaving whether the replica has given up the role that it had in {@code epoch}, and asks to be removed
 */
public record ReplicaReport(
        int chain,
        long life,
        long epoch,
        long lineage,
        long logEnd,
        boolean installing,
        long caughtUp,
        SortedSet<String> suspects,
        boolean leaving) {

    /** What a replica reports when a life of it begins. */
    public static ReplicaReport asALifeBegins(int chain, Member life, StoredState stored) {
        return new ReplicaReport(
                chain,
                life.life(),
                stored.epoch(),
                stored.lineage(),
                stored.logEnd(),
                stored.isInPart(),
                0,
                Collections.emptySortedSet(),
                false);
    }

    public ReplicaReport {
        suspects = Collections.unmodifiableSortedSet(new TreeSet<>(suspects));
    }

    /**
     * Whether this report has to be written to ZooKeeper, where the controller reads it; {@link Reporter} makes reports
     * more often. The epoch alone is no reason: it matters when a life begins, and in a long chain every member would
     * write at each epoch. A replica that leaves writes at each epoch, since it may have another role to give up in it.
     *
     * @param before the report that was written last; null if there is none
     */
    public boolean isNews(ReplicaReport before) {
        return before == null
                || !equals(new ReplicaReport(
                        before.chain,
                        before.life,
                        leaving ? before.epoch : epoch,
                        before.lineage,
                        before.logEnd,
                        before.installing,
                        before.caughtUp,
                        before.suspects,
                        before.leaving));
    }
}
