package io.catena.server.chain;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

/** A message may name an epoch that does not exist (W10). */
public class AHigherEpochIsOnlyAWordTest {
    private final TestChain chain = TestChain.of("a", "b", "c");

    private List<Effect> hears(String from, long life, long epoch, Message message) {
        return chain.nodes
                .get("b")
                .replica
                .step(
                        chain.now(),
                        new Event.Received(new Message.Envelope(TestChain.CHAIN, epoch, from, life), message));
    }

    private static Message.Open handshake() {
        return new Message.Open(TestChain.CLUSTER, 1, 1, 7, 300);
    }

    private int fetchesOfAHundred() {
        int fetches = 0;
        for (int i = 0; i < 100; i++) {
            for (Effect effect : hears("x", i, 1_000 + i, handshake())) {
                fetches += effect instanceof Effect.FetchConfiguration ? 1 : 0;
            }
        }
        return fetches;
    }

    @Test
    public void messagesOfHigherEpochsMakeAReplicaLookForOneNowAndThen() {
        assertEquals(1, fetchesOfAHundred());
        chain.timePasses(4);
        assertEquals(0, fetchesOfAHundred());
        chain.timePasses(1);
        assertEquals(1, fetchesOfAHundred());
    }

    @Test
    public void theTrueHandshakeIsAnsweredThoughOthersSpokeOfEpochsThatNeverCome() {
        chain.publish(null, "a", "b", "c");
        Member head = chain.configuration.head();
        hears(head.nodeId(), head.life(), chain.configuration.epoch(), handshake());
        hears("x", 9, 1_000, handshake());
        List<Effect> effects =
                chain.nodes.get("b").replica.step(chain.now(), new Event.Configured(chain.configuration));
        assertTrue(
                effects.toString(),
                effects.stream()
                        .anyMatch(e -> e instanceof Effect.Send send
                                && send.message() instanceof Message.Opened opened
                                && opened.link() == 7));
    }
}
