package io.catena.server.registration;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.FormatRange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

/** What nodes say of themselves as they register. */
public class RegisteredNodeTest {
    private static RegisteredNode node(String id, Optional<Carrier> said) {
        return new RegisteredNode(id, 1, id + ":1", FormatRange.ONLY_THE_FIRST, said);
    }

    @Test
    public void holdersOfAChainAreThoseThatSaidSo() {
        List<RegisteredNode> nodes = List.of(
                node("a", Optional.of(Carrier.of("a", Set.of(1, 2)))),
                node("b", Optional.of(Carrier.of("b", Set.of(2)))),
                node("c", Optional.empty()));
        assertEquals(Set.of("a", "b"), RegisteredNode.holders(2, nodes));
        assertEquals(Set.of("a"), RegisteredNode.holders(1, nodes));
        assertEquals(Set.of(), RegisteredNode.holders(3, nodes));
    }
}
