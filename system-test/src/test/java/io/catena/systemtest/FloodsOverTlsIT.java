package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.systemtest.Attack.Move;
import io.catena.thrift.Catena;
import io.catena.thrift.Forbidden;
import io.catena.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.layered.TFramedTransport;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;

/**
 * Floods of a chain that tells callers apart, each beside one client of each node that asks for little. No call of these fails,
 * and 99 of 100 take at most a second: on two processors, which nodes and attackers share, a call waits for those, and a call
 * that waits for the attack itself waits for its deadline.
 */
public class FloodsOverTlsIT {
    private static final int CALL_MILLIS = 5_000;
    private static final Duration ATTACK = Duration.ofSeconds(8);
    private static final long MAX_P99_MILLIS = 1_000;
    /** The header of a record of 16 KiB. */
    private static final byte[] RECORD = {23, 3, 3, 0x40, 0};

    @ClassRule
    public static final TlsChain CHAIN =
            new TlsChain(FloodsOverTlsIT.class, 6_000, List.of("-Xmx256m", "-XX:+UseSerialGC"));

    private static TlsMaterial greedy;
    private static TlsMaterial nobody;

    @BeforeClass
    public static void certificates() throws Exception {
        greedy = CHAIN.tls().greedy().orElseThrow();
        nobody = CHAIN.nobody();
    }

    private static Socket plain(NodeProcess node) throws IOException {
        return ClusterSecurity.plain("127.0.0.1", node.port(), CALL_MILLIS);
    }

    private static Socket sending(NodeProcess node, byte[] bytes) throws IOException {
        Socket socket = plain(node);
        socket.getOutputStream().write(bytes);
        return socket;
    }

    private static Socket as(TlsMaterial material, NodeProcess node) throws IOException {
        return ClusterTls.connect(material, "127.0.0.1", node.port(), CALL_MILLIS);
    }

    private static Catena.Client client(Socket socket) throws TException {
        return new Catena.Client(new TBinaryProtocol(new TFramedTransport(new TSocket(socket)), true, true));
    }

    /** The first bytes of a handshake. */
    private static byte[] hello() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread calling = new Thread(() -> {
                try {
                    ClusterTls.connect(nobody, "127.0.0.1", listening.getLocalPort(), CALL_MILLIS)
                            .close();
                } catch (IOException e) {
                    return; // the listener does not answer
                }
            });
            calling.start();
            try (Socket accepted = listening.accept()) {
                byte[] bytes = new byte[1 << 14];
                return Arrays.copyOf(bytes, accepted.getInputStream().read(bytes));
            }
        }
    }

    @Test
    public void handshakes_that_are_opened_left_half_done_or_garbage() throws Exception {
        byte[] hello = hello();
        byte[] garbage = "GET / HTTP/1.1\r\n\r\n".repeat(20).getBytes(StandardCharsets.US_ASCII);
        AtomicLong turn = new AtomicLong();
        beside(4, 100, 10, node -> switch ((int) (turn.getAndIncrement() % 4)) {
            case 0 -> plain(node);
            case 1 -> sending(node, garbage);
            case 2 -> sending(node, Arrays.copyOf(hello, hello.length / 2));
            default -> sending(node, hello);
        });
    }

    @Test
    public void connections_of_callers_that_do_not_say_who_they_are() throws Exception {
        beside(4, 200, 0, node -> {
            Socket socket = as(nobody, node);
            try {
                client(socket).layout(1);
            } catch (Forbidden e) {
                return socket;
            }
            throw new IllegalStateException("a caller without a certificate was told the layout");
        });
    }

    @Test
    public void records_that_begin_and_do_not_end() throws Exception {
        byte[] most = Arrays.copyOf(RECORD, RECORD.length + 16_000);
        beside(2, 300, 0, node -> {
            // What goes around the encryption of the one end is what the other end takes for a record.
            Socket around = plain(node);
            javax.net.ssl.SSLSocket socket = (javax.net.ssl.SSLSocket)
                    greedy.context().getSocketFactory().createSocket(around, "127.0.0.1", node.port(), true);
            socket.setSSLParameters(greedy.clientParameters());
            socket.startHandshake();
            around.getOutputStream().write(most);
            return around;
        });
    }

    private static void beside(int threads, int keeps, long pauseMillis, Move move) throws Exception {
        long epoch = CHAIN.epoch();
        try (Bystanders others = new Bystanders(CHAIN.nodes());
                Attack attack = new Attack(CHAIN.nodes(), threads, keeps, pauseMillis, move)) {
            LiveCluster.rest(ATTACK);
            LiveCluster.say("  the attack: " + attack);
            assertTrue("the attack takes place", attack.moves() > 0);
            others.checkServed(MAX_P99_MILLIS);
        }
        assertEquals("the epoch: no node has lost its place", epoch, CHAIN.epoch());
    }
}
