package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.SessionExpired;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.Test;

/** An error that says that nothing was done quotes no server that says that something was, nor the other way round. */
public class ContradictionTest {
    private static final Pattern NOT_DONE = Pattern.compile("nothing was done|before anything was done|certainly");
    private static final Pattern PERHAPS_DONE = Pattern.compile("may be|may have|was done, but");
    private static final ServerAddress SERVER = new ServerAddress("h", 1);
    private static final Problem CERTAIN =
            Problem.said(SERVER, UnavailableException.Reason.CHANGING, "the deadline passed before anything was done");
    private static final Problem DOUBT = Problem.said(SERVER, null, "the write is in the log and may be committed");

    private static final Caller NO_CALLER = new Caller() {
        @Override
        public void done(PendingOperation<?, ?> operation) {}

        @Override
        public void attemptFailed(PendingOperation<?, ?> operation) {}

        @Override
        public Thread thread() {
            return null;
        }
    };

    private static void agreesWithItself(CatenaException e) {
        String message = e.getMessage();
        assertFalse(
                message,
                NOT_DONE.matcher(message).find()
                        && PERHAPS_DONE.matcher(message).find());
        assertEquals(
                message,
                e instanceof OutcomeUnknownException,
                PERHAPS_DONE.matcher(message).find());
    }

    /** True for an attempt that may have been done. */
    private static void end(List<Boolean> attempts, boolean oneUnderWay, Ending.GivenUp why) {
        WriteOperation write = new WriteOperation(NO_CALLER, 60_000, new byte[1], new byte[1], WriteOptions.DEFAULT);
        for (boolean mayBeDone : attempts) {
            write.begin();
            write.failed(mayBeDone ? DOUBT : CERTAIN, mayBeDone);
        }
        if (oneUnderWay) {
            write.begin();
        }
        write.giveUp(why);
        CatenaException e = assertThrows(CatenaException.class, write::result);
        agreesWithItself(e);
        boolean inDoubt = oneUnderWay || attempts.contains(true);
        assertEquals(inDoubt, e instanceof OutcomeUnknownException);
    }

    @Test
    public void noOrderOfAttemptsLeadsToAMessageThatContradictsItself() {
        for (Ending.GivenUp why : Ending.GivenUp.values()) {
            for (boolean underWay : new boolean[] {false, true}) {
                end(List.of(), underWay, why);
                for (boolean first : new boolean[] {false, true}) {
                    end(List.of(first), underWay, why);
                    for (boolean second : new boolean[] {false, true}) {
                        end(List.of(first, second), underWay, why);
                    }
                }
            }
        }
    }

    private static CatenaException failure(FakeServer server) {
        try (CatenaClient client = CatenaClient.builder()
                .servers(server.address())
                .timeoutMillis(300)
                .build()) {
            CatenaException e = assertThrows(CatenaException.class, () -> client.put("k", "v"));
            agreesWithItself(e);
            return e;
        }
    }

    @Test
    public void anUnknownOpeningOfASessionIsNotTakenForTheWrite() {
        try (FakeServer server = new FakeServer()) {
            server.beforeOpenSession = () -> {
                throw new OutcomeUnknown("the write is in the log and may be committed");
            };
            CatenaException e = failure(server);
            assertEquals(UnavailableException.class, e.getClass());
            assertTrue(e.getMessage(), e.getMessage().contains("session"));
            assertEquals(0, server.writeCalls.get());
        }
    }

    @Test
    public void aSessionThatExpiresAgainAndAgainIsNoDoubtAboutTheWrite() {
        try (FakeServer server = new FakeServer()) {
            server.beforeWrite = () -> {
                throw new SessionExpired(
                        "the session is not known any more; open a new one. An earlier attempt may have been done");
            };
            CatenaException e = failure(server);
            assertEquals(UnavailableException.class, e.getClass());
            assertTrue(e.getMessage(), e.getMessage().contains("session"));
        }
    }

    @Test
    public void aRefusalBehindAnAttemptInDoubtIsNotQuoted() {
        try (FakeServer server = new FakeServer()) {
            server.beforeWrite = () -> {
                server.beforeWrite = () -> {
                    throw new Unavailable("the deadline passed before anything was done", UnavailableReason.DEADLINE);
                };
                throw new OutcomeUnknown("the write is in the log and may be committed");
            };
            assertEquals(OutcomeUnknownException.class, failure(server).getClass());
        }
    }
}
