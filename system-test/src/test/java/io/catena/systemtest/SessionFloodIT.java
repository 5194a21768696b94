package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.SessionExpired;
import io.catena.thrift.Write;
import io.catena.thrift.WriteId;
import io.catena.thrift.WriteKind;
import io.catena.thrift.WriteResult;
import io.catena.thrift.catenaConstants;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.layered.TFramedTransport;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestRule;

/**
 * A chain of three with one client that uses its session, while others open thousands of sessions or guess its number.
 */
public class SessionFloodIT {
    private static final int CONNECTIONS = 32;
    private static final int CALLS_EACH = 700;
    private static final int DEADLINE_MILLIS = 20_000;

    @ClassRule
    public static final LiveCluster LIVE = new LiveCluster();

    @Rule
    public final TestRule each = LIVE.eachTest();

    /** Sends each of its writes twice. */
    private static final class Owner implements AutoCloseable {
        private final TSocket socket;
        private final Catena.Client client;
        private final CallOptions options = new CallOptions().setDeadlineMillis(DEADLINE_MILLIS);
        private final long session;
        private long request;

        Owner(NodeProcess node) throws TException {
            socket = new TSocket("127.0.0.1", node.port(), 2 * DEADLINE_MILLIS);
            socket.open();
            client = new Catena.Client(
                    new TBinaryProtocol(new TFramedTransport(socket, catenaConstants.MAX_FRAME_BYTES), true, true));
            session = client.openSession(options);
        }

        private WriteResult write(long ofSession, long number, String value) throws TException {
            Write put = new Write(WriteKind.PUT, bytes("owned"), false)
                    .setValue(bytes(value))
                    .setId(new WriteId(ofSession, number, number));
            return client.write(List.of(put), options).getResults().get(0);
        }

        /** Returns the longer of the two durations in milliseconds. */
        long writeTwice() throws TException {
            long number = ++request;
            long begun = System.nanoTime();
            WriteResult first = write(session, number, "v" + number);
            long between = System.nanoTime();
            assertEquals("the answer to a retry", first, write(session, number, "w" + number));
            long end = System.nanoTime();
            assertEquals(
                    "v" + number, new String(client.get(bytes("owned"), options).getValue(), StandardCharsets.UTF_8));
            return TimeUnit.NANOSECONDS.toMillis(Math.max(between - begun, end - between));
        }

        private static ByteBuffer bytes(String text) {
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static void flood(int position, List<String> from) throws Exception {
        List<NodeProcess> chain = LIVE.chain();
        try (Owner owner = new Owner(chain.get((position + 1) % chain.size()))) {
            owner.writeTwice();
            long longest = 0;
            long begun = System.nanoTime();
            SessionFlood flood = new SessionFlood(chain.get(position), from, CONNECTIONS, CALLS_EACH, DEADLINE_MILLIS);
            try (flood) {
                do {
                    longest = Math.max(longest, owner.writeTwice());
                } while (!flood.awaitAnswers(10)
                        && System.nanoTime() - begun < TimeUnit.MILLISECONDS.toNanos(DEADLINE_MILLIS));
                boolean all = flood.awaitAnswers(10);
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
                LiveCluster.say("  " + flood + " within " + millis + " ms; the owner waited " + longest + " ms");
                assertTrue("every call is answered: " + flood, all);
            }
            assertEquals("answers that are none", 0, flood.others());
            assertTrue(
                    "not more than one machine may, by whatever address of the loopback: " + flood,
                    flood.opened() <= 1_000 + DEADLINE_MILLIS / 10);
            owner.writeTwice();
        }
    }

    @Test
    public void row63_openings_at_the_head_are_all_answered_and_evict_no_used_session() throws Exception {
        flood(0, List.of("127.0.0.1"));
    }

    @Test
    public void row63_openings_at_a_middle_are_all_answered_and_evict_no_used_session() throws Exception {
        flood(1, List.of("127.0.0.1"));
    }

    @Test
    public void row63_openings_at_the_tail_from_many_addresses_are_all_answered_and_evict_no_used_session()
            throws Exception {
        flood(2, IntStream.rangeClosed(2, 5).mapToObj(i -> "127.0.0." + i).toList());
    }

    @Test
    public void row63_numbers_that_are_guessed_change_nothing() throws Exception {
        NodeProcess node = LIVE.chain().get(1);
        Random random = new Random(63);
        try (Owner owner = new Owner(node)) {
            for (int i = 0; i < 500; i++) {
                long guess = i < 250 ? i + 1 : random.nextLong() & Long.MAX_VALUE;
                assertFalse(guess == owner.session);
                assertThrows(SessionExpired.class, () -> owner.write(guess, 1, "guessed"));
                if (i % 100 == 0) {
                    owner.writeTwice();
                }
            }
            owner.writeTwice();
        }
    }
}
