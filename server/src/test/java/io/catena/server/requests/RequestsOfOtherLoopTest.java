package io.catena.server.requests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.Origin;
import io.catena.server.chain.WriteCommand;
import io.catena.server.runtime.PlayedLoops;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Requests that come to another loop than the one that has their chain. */
public class RequestsOfOtherLoopTest {
    private static final int HERE = 0;
    private static final int OWNER = 1;
    private static final CallContext CONTEXT = new CallContext(2, new Origin("10.0.0.1", 1), 0, 1_000);

    private final PlayedLoops played = new PlayedLoops(2);
    private final List<String> events = new ArrayList<>();
    private RuntimeException thrown;
    private RequestFailure answer;
    private boolean answersTwice;

    private final ChainRequests own = new ChainRequests() {
        private <T> void take(String what, Callback<T> callback, T result) {
            assertEquals(OWNER, played.running());
            events.add(what);
            if (answer != null) {
                callback.failed(answer);
            } else if (thrown == null || answersTwice) {
                callback.completed(result);
            }
            if (thrown != null) {
                throw thrown;
            }
        }

        @Override
        public void write(CallContext context, List<WriteCommand> commands, Callback<WriteResponse> callback) {
            take("write " + context.chain(), callback, new WriteResponse(List.of(), 7));
        }

        @Override
        public void openSession(CallContext context, Callback<Long> callback) {
            take("openSession " + context.chain(), callback, 4711L);
        }

        @Override
        public void read(CallContext context, List<Key> keys, Callback<ReadResponse> callback) {
            take("read " + context.chain(), callback, new ReadResponse(List.of(), 7));
        }

        @Override
        public void readStale(CallContext context, List<Key> keys, Callback<StaleReadResponse> callback) {
            take("readStale " + context.chain(), callback, null);
        }
    };

    private final ChainRequests requests =
            new RequestsOfOtherLoop(played.loops(), HERE, OWNER, new RequestsOfOtherLoop.There() {
                @Override
                public ChainRequests requests() {
                    return own;
                }

                @Override
                public Exception words(RequestFailure failure) {
                    assertEquals(OWNER, played.running());
                    return new Exception("in its words");
                }

                @Override
                public Exception defect(RuntimeException defect) {
                    return defect;
                }
            });

    private final class Told<T> implements Callback<T> {
        private final List<T> results = new ArrayList<>();
        private final List<RequestFailure> failures = new ArrayList<>();

        @Override
        public void completed(T result) {
            assertEquals(HERE, played.running());
            results.add(result);
        }

        @Override
        public void failed(RequestFailure failure) {
            assertEquals(HERE, played.running());
            failures.add(failure);
        }

        private RequestFailure.OfOtherNode failure() {
            assertEquals(List.of(), results);
            assertEquals(1, failures.size());
            return (RequestFailure.OfOtherNode) failures.get(0);
        }
    }

    @Test
    public void theLoopOfTheChainTakesThemAndTheAnswerComesBack() {
        Told<Long> session = new Told<>();
        Told<WriteResponse> write = new Told<>();
        Told<ReadResponse> read = new Told<>();
        Told<StaleReadResponse> stale = new Told<>();
        requests.openSession(CONTEXT, session);
        requests.write(CONTEXT, List.of(), write);
        requests.read(CONTEXT, List.of(), read);
        requests.readStale(CONTEXT, List.of(), stale);
        assertEquals("not on this loop", List.of(), events);
        played.runAll();
        assertEquals(List.of("openSession 2", "write 2", "read 2", "readStale 2"), events);
        assertEquals(List.of(4711L), session.results);
        assertEquals(7, write.results.get(0).epoch());
        assertEquals(7, read.results.get(0).epoch());
        assertEquals(1, stale.results.size());
    }

    @Test
    public void whyOneFailedIsToldInTheWordsOfTheLoopThatHasTheChain() {
        answer = new RequestFailure.OfReplica(Failure.UNKNOWN);
        Told<WriteResponse> open = new Told<>();
        requests.write(CONTEXT, List.of(), open);
        played.runAll();
        assertEquals("in its words", open.failure().words().getMessage());
        assertTrue("it may have been done", open.failure().mayHaveBeenDone());
        answer = new RequestFailure.Changing();
        Told<WriteResponse> certain = new Told<>();
        requests.write(CONTEXT, List.of(), certain);
        played.runAll();
        assertFalse("nothing was done", certain.failure().mayHaveBeenDone());
    }

    @Test
    public void aDefectFailsTheRequestAndNotTheLoop() {
        thrown = new IllegalStateException("a defect");
        Told<WriteResponse> told = new Told<>();
        requests.write(CONTEXT, List.of(), told);
        played.runAll();
        assertSame(thrown, told.failure().words());
        assertTrue(told.failure().mayHaveBeenDone());
    }

    @Test
    public void aDefectBehindTheAnswerChangesNothing() {
        thrown = new IllegalStateException("a defect");
        answersTwice = true;
        Told<WriteResponse> told = new Told<>();
        requests.write(CONTEXT, List.of(), told);
        played.runAll();
        assertEquals(1, told.results.size());
        assertEquals(List.of(), told.failures);
    }
}
