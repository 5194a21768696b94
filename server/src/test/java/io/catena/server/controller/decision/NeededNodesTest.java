package io.catena.server.controller.decision;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

public class NeededNodesTest {
    private static Member member(String nodeId) {
        return new Member(nodeId, 1, nodeId + ":1");
    }

    private final Configuration current =
            new Configuration(1, 5, 1, List.of(member("a"), member("b")), member("c"), true, Map.of());

    @Test
    public void whoHasAPlaceIsToGetOneOrHasAReplicaIsNeeded() {
        assertEquals(
                Optional.of(Set.of("a", "b", "c", "d", "e")),
                NeededNodes.of(current, 3, List.of("a", "d"), List.of("b", "e")));
        assertEquals(Optional.of(Set.of("a", "b", "c")), NeededNodes.of(current, 3, List.of(), List.of()));
    }

    @Test
    public void allAreNeededWhereEveryNodeCarriesTheChainAndBeforeItIsFormed() {
        assertEquals(Optional.empty(), NeededNodes.of(current, 0, List.of(), List.of("a")));
        assertEquals(Optional.empty(), NeededNodes.of(null, 3, List.of("a"), List.of("a")));
    }
}
