package io.catena.server.chain;

import static io.catena.server.chain.SnapshotScenariosTest.PATIENT_SETTLES;
import static io.catena.server.chain.SnapshotScenariosTest.beforeASnapshot;
import static io.catena.server.chain.SnapshotScenariosTest.cIsJoining;
import static io.catena.server.chain.SnapshotScenariosTest.joinsNow;
import static io.catena.server.chain.SnapshotScenariosTest.writeOnePiece;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** A replica that holds a snapshot in part says so, and claims nothing (S7). */
public class SnapshotInPartTest {
    @Test
    public void aSnapshotIsInPartUntilTheRecordsAreThereThatItsPiecesHoldAlready() {
        TestChain chain = beforeASnapshot();
        chain.holdDisk("c");
        cIsJoining(chain, "a", "b");
        writeOnePiece(chain);
        chain.put("a", "k9", "read by a later piece");
        chain.settle();
        while (chain.nodes.get("c").store.recover().partialSnapshot() != null) {
            writeOnePiece(chain);
        }
        assertTrue("on the disk", chain.nodes.get("c").store.recover().isInPart());
        assertTrue("c says so", chain.nodes.get("c").replica.report().installing());
        assertEquals("c answers no read", Failure.CHANGING, chain.answers.get(chain.getStale("c", "k9")));
        chain.crash("c");
        chain.freeDisk("c");
        chain.publishMembers("a", "b");
        chain.settle();
        chain.start("c");
        assertTrue(
                "its next life says so", chain.nodes.get("c").replica.report().installing());
        cIsJoining(chain, "a", "b");
        chain.settle();
        assertFalse(
                "the records have come", chain.nodes.get("c").replica.report().installing());
        assertFalse(chain.nodes.get("c").store.recover().isInPart());
        joinsNow(chain, "a", "b", "c");
    }

    @Test
    public void whatASnapshotReplacesIsNotAcknowledgedOnceMore() {
        TestChain chain = beforeASnapshot();
        cIsJoining(chain, "a", "b");
        chain.settle();
        List<Message.Ack> since = new ArrayList<>();
        boolean[] begun = {false};
        chain.wires.onWire = send -> {
            if (begun[0]
                    && send.message() instanceof Message.Ack ack
                    && send.envelope().nodeId().equals("c")) {
                since.add(ack);
            }
            if (!(send.message() instanceof Message.Append append)
                    || !send.to().nodeId().equals("c")) {
                return List.of(send);
            }
            begun[0] = true;
            SnapshotChunk first = new SnapshotChunk(20, 20, null, List.of(), false, null, 0);
            return List.of(new Effect.Send(send.to(), send.envelope(), new Message.Chunk(append.link(), first)));
        };
        for (int i = 0; i < PATIENT_SETTLES; i++) {
            chain.settle();
        }
        assertFalse(since.isEmpty());
        since.forEach(ack -> assertEquals(ack.toString(), 0, ack.seq() + ack.round()));
    }
}
