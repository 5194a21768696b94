package io.catena.server.rpc.tls;

import static io.catena.server.rpc.ProtectedRig.node;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Message;
import io.catena.server.rpc.ProtectedRig;
import io.catena.server.rpc.RpcRig;
import io.catena.server.rpc.RpcTransport;
import io.catena.server.rpc.outbound.PeerLimits;
import io.catena.server.rpc.outbound.Peers;
import io.catena.tls.TlsMaterial;
import io.netty.util.ResourceLeakDetector;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestRule;

/** How long a handshake keeps an event loop from its other connections. */
public class HandshakeOnLoopTest {
    private static final Duration LONGEST = Duration.ofMillis(5);
    /** A signature of such a key alone takes longer than {@link #LONGEST}. */
    private static final int KEY_BITS = 4096;
    /** In the first ones the loop loads classes, which it does once in a process. */
    private static final int FIRST_HANDSHAKES = 30;

    private static final int HANDSHAKES = 100;
    /**
     * What a handshake has computed on the loop, each one has. A few turns are long because the machine is busy: what was compiled is
     * interpreted again, or caches are cold.
     */
    private static final int FEW = HANDSHAKES / 20;

    private final RpcRig rig = new RpcRig();
    private final ProtectedRig ends = ProtectedRig.of(rig);

    @Rule
    public final TestRule rule = ends.rule();

    @Before
    public void start() throws Exception {
        // It writes down the stack at each use of a buffer, which takes longer than a handshake.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(KEY_BITS);
        ends.server = ends.material(node(ends.authority, "n1").issue(keys.generateKeyPair()), ends.authority);
        rig.start(RpcRig.LIMITS);
    }

    @Test
    public void aHandshakeKeepsTheLoopOfEitherEndForMillisecondsAtMost() throws Exception {
        shakeHands(FIRST_HANDSHAKES);
        LoopTurns turns = new LoopTurns(rig.transport);
        rig.onLoop(turns::begin);
        shakeHands(HANDSHAKES);
        List<Long> longNanos = rig.onLoop(turns::end);
        assertTrue("turns that took longer, in ns of processor time: " + longNanos, longNanos.size() <= FEW);
    }

    /** With a material of its own for each, so that no session is resumed; both ends are on the loop of the rig. */
    private void shakeHands(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            TlsMaterial material = ends.material(node(ends.authority, "n2"));
            int before = rig.node.messages.size();
            try (TlsSecurity n2 = new TlsSecurity(() -> material, ProtectedRig::name, ProtectedRig.HANDSHAKE_MILLIS)) {
                rig.protect(n2);
                Peers peers = rig.peers(PeerLimits.defaults(), down -> {});
                rig.onLoop(
                        () -> peers.send(rig.address(), new Message.Envelope(1, 5, "n2", 17), new Message.Waiting()));
                await().until(() -> rig.node.messages.size() > before);
                rig.onLoop(() -> peers.disconnect(rig.address()));
            }
        }
    }

    /**
     * The long turns of an event loop: what comes on its connections and its tasks, until it looks at its connections again.
     * In processor time of the loop, which is the same on a busy machine.
     */
    private static final class LoopTurns {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private final RpcTransport transport;
        private long lastNanos;
        private final List<Long> longNanos = new ArrayList<>();
        private boolean ended;

        LoopTurns(RpcTransport transport) {
            this.transport = transport;
        }

        void begin() {
            lastNanos = THREADS.getCurrentThreadCpuTime();
            transport.inNextTurn(this::turn);
        }

        private void turn() {
            long nanos = THREADS.getCurrentThreadCpuTime();
            if (nanos - lastNanos > LONGEST.toNanos()) {
                longNanos.add(nanos - lastNanos);
            }
            lastNanos = nanos;
            if (!ended) {
                transport.inNextTurn(this::turn);
            }
        }

        /** How long they took, those beyond {@link #LONGEST}. */
        List<Long> end() {
            ended = true;
            return longNanos;
        }
    }
}
