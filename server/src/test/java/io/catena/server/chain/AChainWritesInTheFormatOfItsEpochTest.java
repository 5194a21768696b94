package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Nodes of two neighbouring releases in one chain, and what becomes of one that cannot take part. */
public class AChainWritesInTheFormatOfItsEpochTest {
    private static final SharedSettings SECOND = SharedSettings.STANDARD.withFormat(2);

    private final List<Integer> said = new ArrayList<>();

    /** Of nodes of which the last knows the first format alone. */
    private TestChain mixed() {
        TestChain chain = new TestChain();
        chain.wires.onWire = send -> {
            if (send.message() instanceof Message.Open open) {
                said.add(open.format());
            }
            return List.of(send);
        };
        chain.settings = ReplicaSettings.standard().withFormats(new FormatRange(1, 2));
        chain.start("a");
        chain.start("b");
        chain.settings = ReplicaSettings.standard().withFormats(FormatRange.ONLY_THE_FIRST);
        chain.start("c");
        return chain;
    }

    @Test
    public void nodesThatKnowMoreWriteInTheFormatThatAllKnow() {
        TestChain chain = mixed();
        chain.publishMembers("a", "b", "c");
        chain.settle();
        chain.put("a", "key", "value");
        chain.settle();
        assertEquals("value", chain.getNow("c", "key"));
        assertEquals(List.of(1, 1), said);
    }

    @Test
    public void allMembersChangeOverWithTheEpochThatHasTheNext() {
        TestChain chain = mixed();
        chain.publishMembers("a", "b");
        chain.settle();
        chain.put("a", "key", "before");
        chain.shared = SECOND;
        chain.publishMembers("a", "b");
        chain.settle();
        chain.put("a", "key", "after");
        chain.settle();
        assertEquals("after", chain.getNow("b", "key"));
        assertEquals(List.of(1, 2), said);
    }

    @Test
    public void aNodeThatDoesNotKnowTheFormatOfAnEpochEndsByNameAndNoOtherNode() {
        TestChain chain = mixed();
        chain.shared = SECOND;
        chain.publishMembers("a", "b");
        chain.settle();
        chain.put("a", "key", "value");
        chain.settle();
        assertEquals("value", chain.getNow("b", "key"));
        String reason = chain.nodes.get("c").halted;
        assertTrue(reason, reason.contains("has format 2, and this program knows format 1; start this node with"));
        assertNull(chain.nodes.get("a").halted);
        assertNull(chain.nodes.get("b").halted);
    }

    @Test
    public void aMemberThatWritesInAnotherFormatThanTheEpochHasCostsTheLinkAndNoProcess() {
        TestChain chain = TestChain.of("a", "b");
        int[] lies = {1};
        chain.wires.onWire = send -> List.of(
                send.message() instanceof Message.Open open && lies[0]-- > 0
                        ? new Effect.Send(
                                send.to(),
                                send.envelope(),
                                new Message.Open(open.clusterId(), 2, open.lineage(), open.link()))
                        : send);
        chain.publishMembers("a", "b");
        for (int i = 0; i < 100; i++) {
            chain.drain();
            chain.tick();
        }
        TestNode b = chain.nodes.get("b");
        assertNull(b.halted);
        assertEquals("it writes format 2 in this epoch, which has format 1", b.drops.get(0));
        chain.put("a", "key", "value");
        chain.settle();
        assertEquals("value", chain.getNow("b", "key"));
    }

    @Test
    public void recordsAreMadeInTheFormatOfTheEpoch() {
        assertEquals(
                ClusterFormat.FIRST.recordLayout(),
                LogRecord.encode(ClusterFormat.FIRST, 1, 1, List.of()).bytes()[0]);
        Configuration silent =
                new Configuration(1, 1, 1, List.of(new Member("a", 1, "a:1")), null, true, Map.of(), null, 0);
        assertEquals("an epoch without settings", ClusterFormat.FIRST, silent.format());
    }
}
