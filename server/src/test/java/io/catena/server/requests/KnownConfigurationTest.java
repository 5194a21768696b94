package io.catena.server.requests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What a node knows of a chain, from its replica or because it has looked it up. */
public class KnownConfigurationTest {
    private static final Member ONE = new Member("one", 1, "one:1");
    private static final Member OTHER = new Member("other", 1, "other:1");

    private final PlayedCalls calls = new PlayedCalls();
    private final Forwarding forwarding = new Forwarding(calls);
    private final KnownConfiguration known = new KnownConfiguration();

    private static Configuration of(long epoch, Member... members) {
        return new Configuration(1, epoch, 1, List.of(members), null, false, Map.of());
    }

    @Test
    public void theNewestHoldsWhereverItIsFrom() {
        assertNull(known.newest());
        known.lookedUp(of(5, ONE), forwarding);
        known.adopted(of(4, OTHER));
        assertEquals(5, known.newest().epoch());
        known.adopted(of(6, ONE));
        known.lookedUp(of(5, OTHER), forwarding);
        assertEquals(6, known.newest().epoch());
    }

    @Test
    public void callsToANodeThatIsFoundToHaveLostItsPlaceAreGivenUp() {
        known.lookedUp(of(5, ONE, OTHER), forwarding);
        assertEquals(List.of(), calls.asked);
        known.lookedUp(of(6, OTHER), forwarding);
        assertEquals(1, calls.asked.size());
        known.lookedUp(of(6, OTHER), forwarding);
        assertEquals("nothing is new", 1, calls.asked.size());
    }
}
