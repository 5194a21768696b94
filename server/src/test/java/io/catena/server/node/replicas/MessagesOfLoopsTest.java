package io.catena.server.node.replicas;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Message;
import io.catena.server.rpc.BadFrameException;
import io.catena.server.rpc.inbound.NodeMessages;
import io.catena.server.runtime.PlayedLoops;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Messages that come to another loop than the one that has their replica. */
public class MessagesOfLoopsTest {
    private static final long MOST_BYTES = 1_000;

    private final PlayedLoops played = new PlayedLoops(2);
    private final List<String> received = new ArrayList<>();
    private final MessagesOfLoops messages =
            new MessagesOfLoops(played.loops(), List.of(receiver(0), receiver(1)), MOST_BYTES);

    private NodeMessages receiver(int loop) {
        return (from, message, bytes) -> {
            assertEquals("on the loop of the replica", loop, played.running());
            received.add(from.chain() + ": " + ((Message.Query) message).id());
        };
    }

    private void comes(int loop, int chain, long id, long bytes) {
        played.on(
                loop,
                () -> messages.of(loop).received(new Message.Envelope(chain, 1, "n", 1), new Message.Query(id), bytes));
    }

    @Test
    public void whatIsForThisLoopIsTakenAtOnceAndWhatIsForAnotherInItsOrder() {
        comes(0, 2, 1, 10);
        comes(0, 2, 2, 10);
        comes(0, 1, 3, 10);
        assertEquals(List.of("1: 3"), received);
        played.runAll();
        assertEquals(List.of("1: 3", "2: 1", "2: 2"), received);
    }

    @Test
    public void noMoreWaitsForALoopThanMayAndThenTheConnectionIsClosed() {
        comes(0, 2, 1, 600);
        BadFrameException refused = assertThrows(BadFrameException.class, () -> comes(0, 2, 2, 600));
        assertTrue(refused.getMessage(), refused.getMessage().contains("600 bytes wait"));
        comes(0, 1, 3, 600);
        played.runAll();
        comes(0, 2, 4, 600);
        played.runAll();
        assertEquals("what was taken waits no more", List.of("1: 3", "2: 1", "2: 4"), received);
    }

    @Test
    public void oneMessageAlwaysHasRoom() {
        comes(1, 1, 1, 10 * MOST_BYTES);
        played.runAll();
        assertEquals(List.of("1: 1"), received);
    }

    @Test
    public void whateverChainIsNamedSomeLoopThrowsTheMessageAway() {
        comes(0, Integer.MIN_VALUE, 1, 10);
        comes(0, 0, 2, 10);
        played.runAll();
        assertEquals(2, received.size());
    }
}
