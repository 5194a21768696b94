package io.catena.server.node.operators;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.SharedSettings;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** Which values of min-replicas would stop writes of a chain. */
public class SettingsConsequencesTest {
    private static final List<Member> NODES =
            List.of(new Member("a", 1, "h:1"), new Member("b", 2, "h:2"), new Member("c", 3, "h:3"));

    private static PublishedChain chain(int chain, int members, int minReplicas) {
        SharedSettings settings = new SharedSettings(300, minReplicas, 0);
        Configuration newest =
                new Configuration(chain, 5, 1, NODES.subList(0, members), null, true, Map.of(), settings, 300);
        return new PublishedChain(chain, Optional.of(newest), 5);
    }

    private static String refusal(int minReplicas, PublishedChain... all) {
        Refused refused =
                SettingsConsequences.ofMinReplicas(minReplicas, List.of(all)).orElseThrow();
        assertEquals(RefusedReason.STOPS_SERVICE, refused.getReason());
        assertTrue(refused.getMessage(), refused.getMessage().endsWith(". Start them first; --force overrules"));
        return refused.getMessage();
    }

    private static void assertHarmless(int minReplicas, PublishedChain... all) {
        assertEquals(Optional.empty(), SettingsConsequences.ofMinReplicas(minReplicas, List.of(all)));
    }

    @Test
    public void aValueThatNoChainHasMembersForIsRefused() {
        assertHarmless(1, chain(1, 3, 1));
        assertHarmless(3, chain(1, 3, 1));
        String why = refusal(5, chain(1, 3, 1));
        assertTrue(why, why.startsWith("the chain has 3 members: with min-replicas=5 it takes no writes until 2 more"));
    }

    @Test
    public void aLowerValueThanTheOneThatHoldsStopsNothing() {
        assertHarmless(4, chain(1, 3, 5));
    }

    @Test
    public void aChainThatWasNeverFormedTakesNoWritesAnyway() {
        assertHarmless(5, new PublishedChain(1, Optional.empty(), 0));
    }

    @Test
    public void ofManyChainsTheShortestIsNamedAndTheOthersAreCounted() {
        String ofOne = refusal(3, chain(1, 3, 1), chain(2, 2, 1), chain(3, 3, 1));
        assertTrue(
                ofOne, ofOne.startsWith("chain 2 has 2 members: with min-replicas=3 it takes no writes until 1 more"));
        assertTrue(ofOne, !ofOne.contains("other chains"));
        String ofAll = refusal(4, chain(1, 3, 1), chain(2, 2, 1), chain(3, 3, 1));
        assertTrue(ofAll, ofAll.startsWith("chain 2 has 2 members"));
        assertTrue(ofAll, ofAll.contains("2 more nodes have joined, and 2 other chains would wait likewise. Start"));
    }
}
