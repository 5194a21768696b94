package io.catena.server.node.operators;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Origin;
import io.catena.server.rpc.Reply;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.Test;

/** Questions and orders have threads and places of their own (Q10). */
public class QuestionDeskTest {
    private static final Reply<String> NOBODY = new Reply<>() {
        @Override
        public void succeed(String value) {}

        @Override
        public void fail(Exception error) {}
    };

    @Test
    public void noNumberOfQuestionsKeepsAnOrderOut() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (QuestionDesk questions = new QuestionDesk(() -> true);
                OrderDesk orders = new OrderDesk(() -> true)) {
            Questions<String, String> kind = questions.about(question -> {
                blocked.countDown();
                end.await();
                return question;
            });
            IntStream.range(0, 1_000).forEach(i -> kind.ask("q" + i, new Origin("10.0.0." + i, i), NOBODY));
            assertTrue(blocked.await(10, TimeUnit.SECONDS));
            assertEquals("done", PlacementRig.<String>answer(reply -> orders.work(reply, () -> "done")));
            end.countDown();
        }
    }

    @Test
    public void theBoundIsOneForQuestionsOfAllKinds() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (QuestionDesk questions = new QuestionDesk(() -> true)) {
            Questions<String, String> kind = questions.about(question -> {
                blocked.countDown();
                end.await();
                return question;
            });
            kind.ask("q", new Origin("10.0.0.1", 1), NOBODY);
            assertTrue(blocked.await(10, TimeUnit.SECONDS));
            IntStream.range(0, QuestionPlaces.PLACES)
                    .forEach(i -> kind.ask("q" + i, new Origin("10.1.0." + i, i), NOBODY));
            Questions<String, String> otherKind = questions.about(question -> question);
            Consumer<Reply<String>> ask = reply -> otherKind.ask("q", new Origin("10.0.0.2", 1), reply);
            Unavailable error = assertThrows(Unavailable.class, () -> PlacementRig.answer(ask));
            assertEquals(UnavailableReason.OVERLOADED, error.getReason());
            end.countDown();
        }
    }

    @Test
    public void withoutZooKeeperAnotherNodeIsNamedAtOnce() {
        try (QuestionDesk questions = new QuestionDesk(() -> false)) {
            Questions<String, String> kind = questions.about(question -> question);
            Consumer<Reply<String>> ask = reply -> kind.ask("q", new Origin("10.0.0.1", 1), reply);
            Unavailable error = assertThrows(Unavailable.class, () -> PlacementRig.answer(ask));
            assertTrue(error.getMessage(), error.getMessage().contains("ask another node"));
        }
    }
}
