package io.catena.server.rpc;

import static io.catena.server.rpc.ProtectedRig.node;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Message;
import io.catena.server.rpc.outbound.PeerCallException;
import io.catena.server.rpc.outbound.PeerLimits;
import io.catena.server.rpc.outbound.Peers;
import io.catena.server.rpc.tls.TlsSecurity;
import io.catena.thrift.Catena;
import io.catena.thrift.Layout;
import io.catena.tls.TestAuthority;
import io.catena.tls.TlsMaterial;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestRule;

/** What nodes are to each other over TLS. */
public class ProtectedPeersTest {
    private final RpcRig rig = new RpcRig();
    private final ProtectedRig ends = ProtectedRig.of(rig);

    @Rule
    public final TestRule rule = ends.rule();

    @Before
    public void start() throws Exception {
        rig.start(RpcRig.LIMITS);
    }

    /** Protects the connections that node n2 opens. */
    private TlsSecurity n2(long handshakeMillis) throws Exception {
        TlsMaterial material = ends.material(node(ends.authority, "n2"));
        TlsSecurity n2 = new TlsSecurity(() -> material, ProtectedRig::name, handshakeMillis);
        rig.protect(n2);
        return n2;
    }

    @Test
    public void nodesTalkOverTlsBothWays() throws Exception {
        TlsSecurity other = n2(ProtectedRig.HANDSHAKE_MILLIS);
        List<String> down = new CopyOnWriteArrayList<>();
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        rig.onLoop(() -> peers.send(rig.address(), new Message.Envelope(1, 5, "n2", 17), new Message.Waiting()));
        await().until(() -> rig.node.messages.size() == 1);
        CompletableFuture<Object> answer = new CompletableFuture<>();
        rig.onLoop(() -> peers.call(rig.address(), Methods.LAYOUT, new Catena.layout_args(1), 5_000, into(answer)));
        assertTrue(answer.get() instanceof Layout);
        assertEquals(List.of(), down);
        other.close();
    }

    @Test
    public void aCallThatTimesOutDuringTheHandshakeMayHaveBeenDone() throws Exception {
        TlsSecurity other = n2(60_000);
        try (ServerSocket silent = new ServerSocket(0)) {
            Peers peers = rig.peers(PeerLimits.defaults(), down -> {});
            CompletableFuture<Object> answer = new CompletableFuture<>();
            rig.onLoop(() -> peers.call(
                    "127.0.0.1:" + silent.getLocalPort(),
                    Methods.LAYOUT,
                    new Catena.layout_args(1),
                    100,
                    into(answer)));
            ExecutionException lost = assertThrows(ExecutionException.class, answer::get);
            assertTrue(((PeerCallException) lost.getCause()).mayHaveBeenDone());
        } finally {
            other.close();
        }
    }

    @Test
    public void anotherEndThatIsNoNodeOrNotOfThatHostIsToldNothing() throws Exception {
        for (TestAuthority.Request request : List.of(
                ends.authority.certificate("writer").ip("127.0.0.1").forAnyUse(),
                ends.authority
                        .certificate("n1")
                        .uri("catena:node:n1")
                        .dns("elsewhere")
                        .forAnyUse())) {
            ends.server = ends.material(request);
            TlsSecurity other = n2(ProtectedRig.HANDSHAKE_MILLIS);
            List<String> down = new CopyOnWriteArrayList<>();
            Peers peers = rig.peers(PeerLimits.defaults(), down::add);
            rig.onLoop(() -> peers.send(rig.address(), new Message.Envelope(1, 5, "n2", 17), new Message.Waiting()));
            await().until(() -> down.size() == 1);
            other.close();
        }
    }

    private static <T> Reply<T> into(CompletableFuture<Object> answer) {
        return new Reply<>() {
            @Override
            public void succeed(T value) {
                answer.complete(value);
            }

            @Override
            public void fail(Exception error) {
                answer.completeExceptionally(error);
            }
        };
    }
}
