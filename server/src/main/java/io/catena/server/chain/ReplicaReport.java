package io.catena.server.chain;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a replica tells the controller. A hint except where a rule says otherwise: the controller decides from
 * configurations, and a report can be old.
 *
 * @param chain the chain's number
 * @param incarnation the reporting life of the node
 * @param epoch the highest epoch in which the replica was a member, in any life, 0 if none; what was told may be older
 * @param lineage the lineage of its log; 0 if it never had one
 * @param logEnd where its log ended when this life began: what counts when a chain is re-formed
 * @param installing whether its data is a snapshot received in part, from which no chain can be re-formed
 * @param caughtUp the incarnation of the joining replica that has caught up with this replica, its feeder; else 0
 * @param suspects ids of neighbours that refuse connections or are silent
 * @param leaving whether the replica has given up the role that it had in {@code epoch}, and asks to be removed
 */
public record ReplicaReport(
        int chain,
        long incarnation,
        long epoch,
        long lineage,
        long logEnd,
        boolean installing,
        long caughtUp,
        SortedSet<String> suspects,
        boolean leaving) {

    public ReplicaReport {
        suspects = Collections.unmodifiableSortedSet(new TreeSet<>(suspects));
    }

    /**
     * Whether the controller, which was told {@code before}, has to be told. Says when ZooKeeper is written to; the report that
     * is kept for that is replaced more often ({@link Reporter}). The epoch alone is no news: it counts of a life
     * that begins, and in a long chain everybody would tell of each epoch. Whoever leaves tells of each: the role that it has
     * given up may be another one in the next.
     *
     * @param before null if nothing was told
     */
    public boolean isNews(ReplicaReport before) {
        return before == null
                || !equals(new ReplicaReport(
                        before.chain,
                        before.incarnation,
                        leaving ? before.epoch : epoch,
                        before.lineage,
                        before.logEnd,
                        before.installing,
                        before.caughtUp,
                        before.suspects,
                        before.leaving));
    }
}
