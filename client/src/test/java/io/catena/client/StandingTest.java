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
    private final ChainStanding chain = new ChainStanding(standing);
    private final ChainStanding otherChain = new ChainStanding(standing);

    @Test
    public void theServerThatServedLastComesFirst() {
        assertEquals(a, chain.best(all));
        chain.served(c);
        assertEquals(c, chain.best(all));
        assertEquals(List.of(c, a, b, d), chain.bestFirst(all));
        standing.dead(c, null);
        assertEquals(List.of(a, b, d, c), chain.bestFirst(all));
    }

    @Test
    public void ofThoseThatFailedTheOneWithTheOldestFailureComesNext() {
        for (int round = 0; round < 3; round++) {
            for (ServerAddress server : all) {
                assertEquals("round " + round, server, chain.best(all));
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
        chain.unsettled(d);
        assertFalse(standing.areAllDead(all));
        standing.dead(d, null);
        assertTrue(standing.areAllDead(all));
        chain.served(b);
        assertFalse(standing.areAllDead(all));
    }

    @Test
    public void whatHasLeftIsForgotten() {
        standing.dead(a, null);
        standing.retain(Set.of(b));
        assertFalse(chain.isAvoided(a));
    }

    @Test
    public void aServerThatCannotServeOneChainIsAskedForAnother() {
        chain.unsettled(a);
        assertTrue(chain.isAvoided(a));
        assertEquals(b, chain.best(all));
        assertFalse(otherChain.isAvoided(a));
        assertEquals(a, otherChain.best(all));
    }

    @Test
    public void aDeadServerIsAskedForNoChainUntilItAnswersAny() {
        standing.dead(a, null);
        assertTrue(chain.isAvoided(a));
        assertTrue(otherChain.isAvoided(a));
        otherChain.served(a);
        assertFalse(chain.isAvoided(a));
    }

    @Test
    public void eachChainPrefersTheServerThatServedItLast() {
        otherChain.served(b);
        assertEquals("of those that served, for want of a better one", b, chain.best(all));
        chain.served(c);
        otherChain.served(d);
        assertEquals(c, chain.best(all));
        assertEquals(d, otherChain.best(all));
    }
}
