package io.catena.server.placement;

import static org.junit.Assert.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What is said of nodes that are to carry nothing. */
public class DeparturesTest {
    private static final List<String> PLACED = List.of("a", "b", "c");

    @Test
    public void aNodeIsDrainedUntilThatIsTakenBack() {
        Departures drained = Departures.NONE.drain("a").drain("b").drain("a");
        assertEquals(new Departures(List.of("a", "b"), List.of()), drained);
        assertEquals(Departures.NONE.drain("b"), drained.undrain("a"));
        assertEquals(drained, drained.come("a"));
    }

    @Test
    public void aNodeThatComesBackIsNotGone() {
        Departures gone = Departures.NONE.drain("b").go(List.of("a", "b"), PLACED);
        assertEquals(new Departures(List.of("b"), List.of("a", "b")), gone);
        assertEquals(new Departures(List.of("b"), List.of("b")), gone.come("a"));
    }

    @Test
    public void aNodeThatComesBackIsNotAway() {
        Departures away = Departures.NONE.away(Map.of("a", 30_000L, "b", 60_000L));
        assertEquals(Departures.NONE.away(Map.of("b", 60_000L)), away.come("a"));
        assertEquals(away.drain("a").undrain("a"), away);
        assertEquals(away.awayMillis(), away.go(List.of("a"), PLACED).awayMillis());
    }

    @Test
    public void onlyOfNodesThatArePlacedIsSaidThatTheyAreGone() {
        Departures gone = Departures.NONE.go(List.of("a", "x"), PLACED);
        assertEquals(new Departures(List.of(), List.of("a")), gone);
        assertEquals(
                "what was said before is forgotten when it means nothing any more",
                new Departures(List.of(), List.of("b")),
                gone.go(List.of("b"), List.of("b", "c")));
    }
}
