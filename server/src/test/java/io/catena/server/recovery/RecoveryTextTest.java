package io.catena.server.recovery;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Holding;
import java.util.List;
import java.util.TreeSet;
import org.junit.Test;

public class RecoveryTextTest {
    @Test
    public void whatANodeThatIsUpReportedIsTheLeastThatItHas() {
        ReplicaReport report = new ReplicaReport(1, 11, 4, 1, 70, false, 0, new TreeSet<>(), false);
        String live = RecoveryText.table(List.of(Holding.reported("cluster", "a", report)));
        assertTrue(live, live.contains("at least 4 ") && live.contains("at least 70 "));
        Holding onDisk = new Holding("cluster", "a", 1, 4, 70, 70, 9, false, false, null);
        String dead = RecoveryText.table(List.of(onDisk));
        assertFalse(dead, dead.contains("at least"));
    }
}
