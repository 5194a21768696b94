package io.catena.server.rpc;

import static io.catena.server.rpc.ProtectedRig.MINE;
import static io.catena.server.rpc.ProtectedRig.key;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Origin;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import io.catena.thrift.WriteResult;
import io.catena.thrift.WriteResults;
import io.catena.tls.TlsMaterial;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestRule;

/** What one principal may take of what all share, by however many connections. */
public class PrincipalSharesTest {
    private static final long LONG_MILLIS = 60_000;
    private static final long MEBIBYTE = 1 << 20;

    private final RpcRig rig = new RpcRig();
    private final ProtectedRig ends = ProtectedRig.of(rig);

    @Rule
    public final TestRule rule = ends.rule();

    private List<Catena.Client> writers(int count) throws Exception {
        TlsMaterial material =
                ends.material(ends.authority.certificate("writer").forAnyUse());
        List<Catena.Client> writers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            writers.add(new Catena.Client(ends.over(material)));
        }
        return writers;
    }

    @Test
    public void aPrincipalHasThreeQuartersOfThePlaces() throws Exception {
        rig.start(TestLimits.of("maxConnections", 4, "firstWordMillis", LONG_MILLIS));
        List<Catena.Client> writers = writers(4);
        for (Catena.Client writer : writers.subList(0, 3)) {
            writer.put(MINE, key("v"), null);
        }
        Unavailable refusal =
                assertThrows(Unavailable.class, () -> writers.get(3).put(MINE, key("v"), null));
        assertEquals(UnavailableReason.OVERLOADED, refusal.getReason());
        assertTrue(
                refusal.getMessage(),
                refusal.getMessage().startsWith("'writer' at 127.0.0.1 has three quarters of the connections"));
        assertTrue(new Catena.Client(ends.as("reader")).get(MINE, null).isSetValue());
    }

    @Test
    public void aPrincipalThatDoesNotReadItsAnswersLeavesMemoryForThoseOfOthers() throws Exception {
        rig.node = new FakeNode() {
            @Override
            public void read(List<ByteBuffer> keys, CallOptions options, Origin origin, Reply<ReadResults> reply) {
                reply.succeed(new ReadResults(List.of(new ReadResult().setValue(new byte[1 << 20])), 1));
            }
        };
        rig.start(TestLimits.of("maxOutputBytes", 16 * MEBIBYTE));
        Unavailable refusal = null;
        for (Catena.Client writer : writers(30)) {
            try {
                writer.get(MINE, null);
            } catch (Unavailable e) {
                refusal = e;
                break;
            }
            for (int call = 0; call < 20; call++) {
                writer.send_get(MINE, null);
            }
            long[] before = {-1};
            await().pollInterval(Duration.ofMillis(100))
                    .until(() -> before[0] == (before[0] = rig.counter("bytes.out")));
        }
        assertNotNull("a call is refused", refusal);
        assertEquals(UnavailableReason.OVERLOADED, refusal.getReason());
        assertTrue(
                refusal.getMessage(),
                refusal.getMessage().startsWith("as many answers to 'writer' wait on this node as one may have"));
        assertEquals("no connection was closed for it", 0, rig.counter("connections.faulty"));
        assertTrue(new Catena.Client(ends.as("reader")).get(MINE, null).isSetValue());
    }

    @Test
    public void aPrincipalLeavesMemoryForTheCallsOfOthers() throws Exception {
        WaitingNode waitingNode = new WaitingNode();
        rig.node = waitingNode;
        List<Reply<WriteResults>> waiting = waitingNode.holdWrites();
        rig.start(TestLimits.of("maxRequestBytes", 16 * MEBIBYTE));
        List<Catena.Client> writers = writers(16);
        for (Catena.Client writer : writers) {
            writer.send_put(MINE, ByteBuffer.wrap(new byte[1 << 20]), null);
        }
        await().until(() -> rig.counter("calls.in.put") == 16);
        assertEquals("calls of 1 MiB in three quarters of 16 MiB, less a sixteenth", 10, waiting.size());
        Catena.Client reader = new Catena.Client(ends.as("reader"));
        assertEquals(1, reader.read(List.of(MINE), null).getResultsSize());
        WriteResults done = new WriteResults().setResults(List.of(new WriteResult()));
        rig.onLoop(() -> waiting.forEach(reply -> reply.succeed(done)));
        int refused = 0;
        for (Catena.Client writer : writers) {
            try {
                writer.recv_put();
            } catch (Unavailable e) {
                assertEquals(UnavailableReason.OVERLOADED, e.getReason());
                assertTrue(e.getMessage(), e.getMessage().startsWith("'writer' has as much under way on this node"));
                refused++;
            }
        }
        assertEquals(6, refused);
    }
}
