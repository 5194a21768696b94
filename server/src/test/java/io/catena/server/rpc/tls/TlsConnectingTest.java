package io.catena.server.rpc.tls;

import static io.catena.server.rpc.ProtectedRig.node;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.access.Principal;
import io.catena.server.chain.Message;
import io.catena.server.rpc.AcceptedInput;
import io.catena.server.rpc.ConnectionSecurity;
import io.catena.server.rpc.HostPort;
import io.catena.server.rpc.ProtectedRig;
import io.catena.server.rpc.RpcRig;
import io.catena.server.rpc.outbound.PeerLimits;
import io.catena.server.rpc.outbound.Peers;
import io.catena.tls.TlsMaterial;
import io.netty.channel.Channel;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestRule;

/** A connection whose keys are not made yet. */
public class TlsConnectingTest {
    private final RpcRig rig = new RpcRig();
    private final ProtectedRig ends = ProtectedRig.of(rig);
    private final BlockingQueue<Runnable> computing = new LinkedBlockingQueue<>();
    private final List<String> down = new CopyOnWriteArrayList<>();
    private TlsMaterial n2;
    private SSLEngine engine;
    private Channel connecting;
    private String address;

    @Rule
    public final TestRule rule = ends.rule();

    @Before
    public void start() throws Exception {
        rig.start(RpcRig.LIMITS);
        address = rig.address();
        n2 = ends.material(node(ends.authority, "n2"));
    }

    private Peers sending(Executor handshakes, long handshakeMillis) {
        rig.protect(new Connecting(handshakes, handshakeMillis));
        Peers peers = rig.peers(PeerLimits.defaults(), down::add);
        send(peers);
        return peers;
    }

    private void send(Peers peers) {
        rig.onLoop(() -> peers.send(address, new Message.Envelope(1, 5, "n2", 17), new Message.Waiting()));
    }

    @Test
    public void itsHandshakeIsBegunByAThreadOfHandshakes() throws Exception {
        Peers peers = sending(computing::add, 60_000);
        Runnable keys = computing.take();
        send(peers);
        rig.onLoop(() -> {}); // what was written has been flushed
        assertEquals(HandshakeStatus.NOT_HANDSHAKING, engine.getHandshakeStatus());
        keys.run();
        await().until(() -> {
            for (Runnable task = computing.poll(); task != null; task = computing.poll()) {
                task.run();
            }
            return rig.node.messages.size() == 2;
        });
        assertEquals(List.of(), down);
    }

    @Test
    public void theWaitForItsHandshakeToBeginCountsInItsTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            address = "127.0.0.1:" + silent.getLocalPort();
            sending(computing::add, 50);
            await().until(() -> down.equals(List.of(address)));
        }
        computing.take().run();
        rig.onLoop(() -> {});
        assertTrue("nothing is begun afterwards", computing.isEmpty());
    }

    @Test
    public void itEndsWhenTooManyHandshakesWait() {
        sending(
                task -> {
                    throw new RejectedExecutionException("too many");
                },
                60_000);
        await().until(() -> down.equals(List.of(address)));
    }

    @Test
    public void itIsClosedAtOnceBeforeItsHandshake() throws Exception {
        Peers peers = sending(computing::add, 60_000);
        computing.take();
        rig.onLoop(() -> {
            peers.disconnect(address);
            assertFalse(connecting.isOpen());
        });
        assertEquals(List.of(), down);
    }

    private final class Connecting implements ConnectionSecurity {
        private final Executor handshakes;
        private final long handshakeMillis;

        Connecting(Executor handshakes, long handshakeMillis) {
            this.handshakes = handshakes;
            this.handshakeMillis = handshakeMillis;
        }

        @Override
        public AcceptedInput accept(Channel channel) {
            throw new IllegalStateException("the server was started before");
        }

        @Override
        public void connect(Channel channel, HostPort to) {
            connecting = channel;
            engine = n2.context().createSSLEngine(to.host(), to.port());
            engine.setUseClientMode(true);
            engine.setSSLParameters(n2.clientParameters());
            channel.pipeline().addFirst(new TlsConnecting(engine, handshakes, handshakeMillis));
        }

        @Override
        public Principal principal(Channel channel) {
            return new Principal("node:n1");
        }
    }
}
