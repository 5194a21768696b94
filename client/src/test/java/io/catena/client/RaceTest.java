package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.client.UnavailableException.Reason;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.thrift.transport.TTransportException;
import org.junit.After;
import org.junit.Test;

/** What is told of servers of which none answers. */
public class RaceTest {
    private final FakeServer one = new FakeServer();
    private final FakeServer other = new FakeServer();
    private final List<ServerAddress> both =
            List.of(ServerAddress.parse(one.address()), ServerAddress.parse(other.address()));

    @After
    public void close() {
        one.close();
        other.close();
    }

    /** Each question is asked on this thread, so that they come one after the other. */
    private Race.LostException lost(Deadline deadline, Race.Question<String> question) {
        try (ServerAccess access = ServerAccess.open(null, null)) {
            return assertThrows(
                    Race.LostException.class, () -> new Race<>(question, access, Runnable::run, deadline).run(both));
        }
    }

    private static ExplainedFailure refusal() {
        return ExplainedFailure.lasting("renew the certificate");
    }

    @Test
    public void tlsIsToBlameIfAllServersRefuse() {
        Race.LostException lost = lost(Deadline.afterMillis(60_000), (connection, limit) -> {
            throw refusal();
        });
        assertEquals(Reason.TLS, lost.unavailable("", "; next").reason());
        assertTrue(lost.refusal().isPresent());
    }

    @Test
    public void tlsIsNotToBlameAloneIfTheDeadlineLeftAServerUnasked() {
        Deadline deadline = Deadline.afterMillis(50);
        Race.LostException lost = lost(deadline, (connection, limit) -> {
            while (!deadline.hasPassed()) {
                Thread.onSpinWait();
            }
            throw refusal();
        });
        UnavailableException told = lost.unavailable("", "; next");
        assertEquals(Reason.DEADLINE, told.reason());
        assertTrue(told.getMessage(), told.getMessage().contains(both.get(1) + " was not asked in time"));
        assertTrue(told.getMessage(), told.getMessage().endsWith("; next"));
        assertEquals(Optional.empty(), lost.refusal());
    }

    @Test
    public void ofServersThatAllRefuseTheMessageDoesNotDependOnWhichWasFirst() {
        Race.Question<String> question = (connection, limit) -> {
            throw refusal();
        };
        Deadline deadline = Deadline.afterMillis(60_000);
        Problem first = lost(deadline, question).refusal().orElseThrow();
        try (ServerAccess access = ServerAccess.open(null, null)) {
            Race.LostException turned = assertThrows(
                    Race.LostException.class,
                    () -> new Race<>(question, access, Runnable::run, deadline).run(List.of(both.get(1), both.get(0))));
            assertEquals(first.message(), turned.refusal().orElseThrow().message());
        }
    }

    @Test
    public void whatTheServersSaidIsToldWithTheirReasonAndWithoutAdviceToLookWhetherTheyRun() {
        Race.LostException lost = lost(Deadline.afterMillis(60_000), (connection, limit) -> {
            throw new Unavailable("too many questions wait", UnavailableReason.OVERLOADED);
        });
        UnavailableException told = lost.unavailable("", "; next");
        assertEquals(Reason.OVERLOADED, told.reason());
        assertTrue(told.getMessage(), told.getMessage().endsWith("too many questions wait"));
    }

    @Test
    public void aServerThatSaidNothingMayNotRun() {
        AtomicBoolean asked = new AtomicBoolean();
        Race.LostException lost = lost(Deadline.afterMillis(60_000), (connection, limit) -> {
            if (asked.getAndSet(true)) {
                throw new TTransportException("broke");
            }
            throw new Unavailable("too many questions wait", UnavailableReason.OVERLOADED);
        });
        UnavailableException told = lost.unavailable("", "; next");
        assertEquals(Reason.DEADLINE, told.reason());
        assertTrue(told.getMessage(), told.getMessage().endsWith("; next"));
    }

    @Test
    public void aNodeThatTakesNoQuestionIsNotSaidToBeAway() {
        one.beforeDigest = () -> {
            throw new Unavailable("too many questions wait", UnavailableReason.OVERLOADED);
        };
        UnavailableException told =
                assertThrows(UnavailableException.class, () -> new NodeAdmin(both.get(0), 60_000).digest(1));
        assertEquals(Reason.OVERLOADED, told.reason());
        assertTrue(told.getMessage(), told.getMessage().endsWith("too many questions wait"));
    }
}
