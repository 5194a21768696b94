package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.List;
import org.junit.Test;

/** What becomes of the options that say how a cluster divides its keys. */
public class GivenShapeTest {
    private static ClusterShape made(Integer chains, Integer replicas) {
        return new GivenShape(chains, replicas).ofNewCluster();
    }

    @Test
    public void withoutOptionsThereIsOneChainOnAllNodes() {
        assertEquals(ClusterShape.ONE_CHAIN, made(null, null));
        assertEquals(ClusterShape.ONE_CHAIN, made(1, null));
        assertEquals(new ClusterShape(1, 3), made(null, 3));
    }

    @Test
    public void eachOfSeveralChainsHasThreeReplicasUnlessItIsSaidOtherwise() {
        assertEquals(new ClusterShape(2, 3), made(2, null));
        assertEquals(new ClusterShape(10_000, 100), made(10_000, 100));
        assertEquals(new ClusterShape(16, ClusterShape.ALL), made(16, ClusterShape.ALL));
    }

    @Test
    public void aNumberOutOfRangeIsNamedWithTheRange() {
        assertEquals(List.of(), GivenShape.NOTHING.problems());
        assertEquals(List.of(), new GivenShape(10_000, 100).problems());
        assertEquals(
                List.of("--chains must be 1 to 10000, not 0", "--replicas must be 1 to 100 or all, not 101"),
                new GivenShape(0, 101).problems());
        assertEquals(
                List.of("--chains must be 1 to 10000, not 10001", "--replicas must be 1 to 100 or all, not -1"),
                new GivenShape(10_001, -1).problems());
        assertThrows(IllegalArgumentException.class, () -> new ClusterShape(0, 3));
        assertThrows(IllegalArgumentException.class, () -> new ClusterShape(2, 101));
    }

    @Test
    public void onlyWhatDiffersIsNamed() {
        ClusterShape shape = new ClusterShape(16, 3);
        assertEquals("", GivenShape.NOTHING.optionsOtherThan(shape));
        assertEquals("", new GivenShape(16, 3).optionsOtherThan(shape));
        assertEquals("--chains", new GivenShape(8, null).optionsOtherThan(shape));
        assertEquals("--chains and --replicas", new GivenShape(8, 0).optionsOtherThan(shape));
    }

    @Test
    public void aClusterOfOneChainStaysInTheFormatThatItHas() {
        assertEquals(ClusterFormat.LIVES_APART, ClusterShape.ONE_CHAIN.leastFormat());
        assertEquals(ClusterFormat.KNOWN, ClusterFormat.known(ClusterShape.ONE_CHAIN));
        for (ClusterShape many : List.of(new ClusterShape(2, ClusterShape.ALL), new ClusterShape(1, 3))) {
            assertEquals(ClusterFormat.MANY_CHAINS, many.leastFormat());
            assertEquals(
                    ClusterFormat.HANDOVERS.number(), ClusterFormat.known(many).newest());
        }
    }
}
