package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.Catena;
import io.catena.thrift.Forbidden;
import io.catena.tls.TlsMaterial;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.layered.TFramedTransport;
import org.awaitility.Awaitility;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;

/** The access rules stay in force on every node of a running chain while ZooKeeper cannot tell them. */
public class KeptRulesIT {
    private static final int CALL_MILLIS = 5_000;
    private static final int SESSION_MILLIS = 3_000;
    private static final String RULES = "/catena/default/access";
    private static final String PUBLIC = "public/1";
    private static final String SECRET = "secret/1";
    private static final String READER = "{\"principal\": \"reader\", \"allow\": [\"read\"], \"prefix\": \"public/\"}";

    @ClassRule
    public static final TlsChain CHAIN = new TlsChain(KeptRulesIT.class, SESSION_MILLIS, List.of(), READER);

    private static TlsMaterial reader;

    @Before
    public void theRulesAreInForce() throws Exception {
        if (reader == null) {
            reader = TlsMaterial.load(CHAIN.tls()
                    .files(
                            "reader",
                            CHAIN.tls().authority().certificate("reader").forAnyUse()));
        }
        CHAIN.tls().grant(CHAIN.nodes().get(0), READER);
        awaitReader(true);
    }

    /** Waits until the reader may read what is public on each node, or may not. */
    private static void awaitReader(boolean may) {
        Awaitility.await("the reader " + (may ? "may read" : "may not read"))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    for (NodeProcess node : CHAIN.nodes()) {
                        if (mayRead(node, PUBLIC) != may) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private interface Use {
        void of(Catena.Client client) throws TException;
    }

    /** On a connection of its own, so that the node finds out anew who calls. */
    private static void asReader(NodeProcess node, Use use) throws Exception {
        try (Socket socket = ClusterTls.connect(reader, "127.0.0.1", node.port(), CALL_MILLIS)) {
            use.of(new Catena.Client(new TBinaryProtocol(new TFramedTransport(new TSocket(socket)), true, true)));
        }
    }

    private static boolean mayRead(NodeProcess node, String key) throws Exception {
        try {
            asReader(node, client -> client.get(bytes(key), null));
            return true;
        } catch (Forbidden e) {
            return false;
        }
    }

    /** Each node serves whom it served, and refuses whom it refused; what it passes on included. */
    private static void assertKept(String value) throws Exception {
        for (NodeProcess node : CHAIN.nodes()) {
            try (BareClient client = node.connect()) {
                client.put(SECRET, value);
                client.put(PUBLIC, value);
                assertEquals(value, client.get(SECRET).orElseThrow());
            }
            assertTrue(node + " serves the reader", mayRead(node, PUBLIC));
            Forbidden refused =
                    assertThrows(Forbidden.class, () -> asReader(node, client -> client.get(bytes(SECRET), null)));
            assertTrue(refused.getMessage(), refused.getMessage().contains("reader"));
            assertThrows(
                    Forbidden.class,
                    () -> asReader(node, client -> client.put(bytes(PUBLIC), bytes("of the reader"), null)));
        }
    }

    @Test
    public void whileZooKeeperIsAwayForLongerThanSessionsLast() throws Exception {
        CHAIN.zookeeper().kill();
        LiveCluster.until(
                "all nodes notice",
                () -> CHAIN.nodes().stream().noneMatch(node -> node.status().isZookeeperConnected()));
        assertKept("just after");
        LiveCluster.rest(Duration.ofMillis(2 * SESSION_MILLIS));
        assertKept("long after");
        CHAIN.zookeeper().start();
        LiveCluster.until(
                "all nodes are connected",
                () -> CHAIN.nodes().stream().allMatch(node -> node.status().isZookeeperConnected()));
        assertKept("and behind that");
        CHAIN.tls().grant(CHAIN.nodes().get(0));
        awaitReader(false);
    }

    @Test
    public void whileWhatZooKeeperHoldsCannotBeUnderstood() throws Exception {
        try (Znode znode = new Znode(CHAIN.zookeeper().addresses())) {
            byte[] right = znode.read(RULES);
            znode.write(RULES, "{garbage".getBytes(StandardCharsets.UTF_8));
            LiveCluster.until(
                    "all nodes say so",
                    () -> CHAIN.nodes().stream()
                            .allMatch(node ->
                                    JavaProcess.text(node.log()).contains("of the access rules stays in force")));
            assertKept("beside garbage");
            znode.write(RULES, right);
        }
        assertKept("and behind that");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
