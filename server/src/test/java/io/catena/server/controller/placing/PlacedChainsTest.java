package io.catena.server.controller.placing;

import static org.junit.Assert.assertEquals;

import io.catena.server.controller.loop.Candidate;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Who is told of what has changed. */
public class PlacedChainsTest {
    private final List<String> told = new ArrayList<>();
    private final PlacedChains both = new PlacedChains(noting("chains"), noting("placer"));

    private Candidate noting(String name) {
        return new Candidate() {
            @Override
            public void elected(int term) {
                told.add(name);
            }

            @Override
            public void deposed() {
                told.add(name);
            }

            @Override
            public void hint() {
                told.add(name);
            }

            @Override
            public void zooKeeperReturned() {
                told.add(name);
            }
        };
    }

    @Test
    public void whatIsSaidOfNodesWakesNoControllerOfAChain() {
        both.hintOfDepartures();
        assertEquals(List.of("placer"), told);
    }

    @Test
    public void whatChangesInAChainWakesThePlacerNot() {
        both.hint(7);
        assertEquals(List.of("chains"), told);
    }

    @Test
    public void whatMayConcernAnythingWakesBoth() {
        both.hint();
        assertEquals(List.of("placer", "chains"), told);
    }
}
