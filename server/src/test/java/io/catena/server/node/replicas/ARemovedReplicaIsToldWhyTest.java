package io.catena.server.node.replicas;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.Removal;
import io.catena.server.chain.SharedSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public class ARemovedReplicaIsToldWhyTest {
    private static final Member A = new Member("a", 1, "127.0.0.1:7400");
    private static final Member B = new Member("b", 2, "127.0.0.1:7401");
    private static final String WHY = "was removed in epoch 3 by the controller on a: is far slower than the others";

    private final ChainLayout layout = new ChainLayout("test", 1);

    private static Configuration configuration(long epoch, List<Member> members) {
        return new Configuration(
                1,
                epoch,
                1,
                members,
                null,
                false,
                Map.of("b", 2L),
                SharedSettings.STANDARD,
                300,
                List.of(new Removal("b", 2, 3, "a", "is far slower than the others")));
    }

    @Test
    public void theReasonOfARemovalIsToldToTheRemovedLifeAlone() {
        assertEquals("has lost its place in the chain", layout.whyRemoved(B));
        layout.configuration(configuration(4, List.of(A)));
        assertEquals(WHY, layout.whyRemoved(B));
        assertEquals("has lost its place in the chain", layout.whyRemoved(new Member("b", 7, B.address())));
    }

    @Test
    public void statusSaysItUntilTheNodeIsAMemberAgain() {
        layout.configuration(configuration(4, List.of(A)));
        assertEquals(Optional.of(WHY), layout.lastRemovalOf("b"));
        assertEquals(Optional.empty(), layout.lastRemovalOf("a"));
        layout.configuration(configuration(6, List.of(A, new Member("b", 9, B.address()))));
        assertEquals(Optional.empty(), layout.lastRemovalOf("b"));
    }
}
