package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.Test;

public class StandingTest {
    private final ServerAddress a = new ServerAddress("a", 1);
    private final ServerAddress b = new ServerAddress("b", 1);
    private final ServerAddress c = new ServerAddress("c", 1);
    private final ServerAddress d = new ServerAddress("d", 1);
    private final List<ServerAddress> all = List.of(a, b, c, d);
    private final Standing standing = new Standing();

    @Test
    public void theServerThatServedLastComesFirst() {
        assertEquals(a, standing.best(all));
        standing.served(c);
        assertEquals(c, standing.best(all));
        assertEquals(List.of(c, a, b, d), standing.bestFirst(all));
        standing.dead(c, null);
        assertEquals(List.of(a, b, d, c), standing.bestFirst(all));
    }

    @Test
    public void ofThoseThatFailedTheOneWithTheOldestFailureComesNext() {
        for (int round = 0; round < 3; round++) {
            for (ServerAddress server : all) {
                assertEquals("round " + round, server, standing.best(all));
                standing.dead(server, null);
            }
        }
    }

    @Test
    public void noServerAnswersOnlyIfAllAreDeadAndNoneIsMerelyUnsettled() {
        for (ServerAddress server : List.of(a, b, c)) {
            standing.dead(server, null);
        }
        assertFalse(standing.areAllDead(all));
        standing.unsettled(d);
        assertFalse(standing.areAllDead(all));
        standing.dead(d, null);
        assertTrue(standing.areAllDead(all));
        standing.served(b);
        assertFalse(standing.areAllDead(all));
    }

    @Test
    public void whatHasLeftIsForgotten() {
        standing.dead(a, null);
        standing.retain(Set.of(b));
        assertFalse(standing.isAvoided(a));
    }
}
