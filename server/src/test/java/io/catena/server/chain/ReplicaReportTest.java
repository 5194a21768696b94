package io.catena.server.chain;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.Test;

/** What the controller has to be told. */
public class ReplicaReportTest {
    private static final SortedSet<String> NO_SUSPECTS = Collections.emptySortedSet();
    private static final ReplicaReport TOLD = new ReplicaReport(1, 7, 3, 1, 40, false, 0, NO_SUSPECTS, false);

    @Test
    public void theFirstReportIsNews() {
        assertTrue(TOLD.isNews(null));
        assertFalse(TOLD.isNews(TOLD));
    }

    @Test
    public void theNextEpochAloneIsNone() {
        assertFalse(new ReplicaReport(1, 7, 4, 1, 40, false, 0, NO_SUSPECTS, false).isNews(TOLD));
    }

    @Test
    public void aReplicaThatLeavesTellsOfEachEpoch() {
        ReplicaReport told = new ReplicaReport(1, 7, 3, 1, 40, false, 0, NO_SUSPECTS, true);
        assertFalse(told.isNews(told));
        assertTrue(new ReplicaReport(1, 7, 4, 1, 40, false, 0, NO_SUSPECTS, true).isNews(told));
    }

    @Test
    public void everythingElseIs() {
        SortedSet<String> suspects = new TreeSet<>(Set.of("b"));
        for (ReplicaReport report : List.of(
                new ReplicaReport(2, 7, 3, 1, 40, false, 0, NO_SUSPECTS, false),
                new ReplicaReport(1, 8, 3, 1, 40, false, 0, NO_SUSPECTS, false),
                new ReplicaReport(1, 7, 3, 2, 40, false, 0, NO_SUSPECTS, false),
                new ReplicaReport(1, 7, 3, 1, 41, false, 0, NO_SUSPECTS, false),
                new ReplicaReport(1, 7, 3, 1, 40, true, 0, NO_SUSPECTS, false),
                new ReplicaReport(1, 7, 3, 1, 40, false, 9, NO_SUSPECTS, false),
                new ReplicaReport(1, 7, 3, 1, 40, false, 0, suspects, false),
                new ReplicaReport(1, 7, 4, 1, 40, false, 0, NO_SUSPECTS, true))) {
            assertTrue(report.toString(), report.isNews(TOLD));
        }
    }
}
