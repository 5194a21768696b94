package io.catena.systemtest.failover;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.Test;

/** The figures of the table. */
public class SummaryTest {
    private static FailoverEvent kill(FailoverEvent.Role role, boolean controller, long writeGap) {
        ClientThreads.Side writes = new ClientThreads.Side(writeGap, 0, 0);
        return new FailoverEvent(
                0,
                FailoverEvent.Kind.KILL,
                role,
                controller,
                0,
                new ClientThreads.Seen(writes, new ClientThreads.Side(1, 1, 1), 0));
    }

    @Test
    public void ofFiftyTheNinetyNinthPercentileIsTheWorst() {
        List<FailoverEvent> events = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            events.add(kill(FailoverEvent.Role.HEAD, false, i));
        }
        Collections.reverse(events);
        assertEquals(
                25,
                Summary.quantile(
                        events, failoverEvent -> failoverEvent.seen().writes().longestGap(), 50));
        assertEquals(
                50,
                Summary.quantile(
                        events, failoverEvent -> failoverEvent.seen().writes().longestGap(), 99));
        assertEquals(
                50,
                Summary.quantile(
                        events, failoverEvent -> failoverEvent.seen().writes().longestGap(), 100));
    }

    @Test
    public void killsAreCountedByRoleAndTogetherAndByWhetherTheyHitTheController() {
        String table = Summary.of(List.of(
                kill(FailoverEvent.Role.HEAD, true, 400),
                kill(FailoverEvent.Role.TAIL, false, 30),
                kill(FailoverEvent.Role.TAIL, false, 50)));
        assertTrue(table, table.contains("| KILL TAIL | 2 | 30 | 50 | 50 |"));
        assertTrue(table, table.contains("| KILL of any | 3 | 50 | 400 | 400 |"));
        assertTrue(table, table.contains("| ... that was the controller | 1 | 400 | 400 | 400 |"));
    }
}
