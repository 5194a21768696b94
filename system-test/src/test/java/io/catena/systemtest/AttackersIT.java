package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.Ack;
import io.catena.thrift.Append;
import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.CatenaNode;
import io.catena.thrift.Forbidden;
import io.catena.thrift.LayoutMember;
import io.catena.thrift.Open;
import io.catena.thrift.Opened;
import io.catena.thrift.QueryAnswer;
import io.catena.thrift.Sender;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SnapshotChunk;
import io.catena.thrift.SnapshotEntry;
import io.catena.thrift.Write;
import io.catena.thrift.WriteKind;
import io.catena.tls.AnyCertificate;
import io.catena.tls.TestAuthority;
import io.catena.tls.TlsFiles;
import io.catena.tls.TlsMaterial;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.layered.TFramedTransport;
import org.awaitility.Awaitility;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;

/**
 * Callers that try each method of each service of a chain that tells callers apart: nothing is read, nothing is changed, and no
 * other caller notices.
 */
public class AttackersIT {
    private static final int CALL_MILLIS = 5_000;
    /** Of the others, before the attackers begin. */
    private static final int LEAST_WRITES = 200;

    private static final String SECRET = "secret/1";
    private static final String VALUE = "what no other may see";

    @ClassRule
    public static final TlsChain CHAIN = new TlsChain(
            AttackersIT.class,
            3_000,
            List.of(),
            "{\"principal\": \"reader\", \"allow\": [\"read\"], \"prefix\": \"public/\"}",
            "{\"principal\": \"writer\", \"allow\": [\"read\", \"write\"], \"prefix\": \"own/\"}");

    private static ClusterTls tls;
    private static CountingWorkload load;
    private static List<NodeProcess> chain;
    private static int files;

    @BeforeClass
    public static void aSecretAndTheCallsOfOthers() throws Exception {
        tls = CHAIN.tls();
        chain = CHAIN.nodes();
        try (BareClient client = chain.get(0).connect()) {
            client.put(SECRET, VALUE);
        }
        load = new CountingWorkload(60, 2, 2, 1, chain);
        // Until then processes that have just begun, and not the attackers, are what its calls wait for.
        Awaitility.await("the others are served")
                .atMost(Duration.ofMinutes(1))
                .until(() -> load.writesDone() >= LEAST_WRITES);
    }

    @AfterClass
    public static void endLoad() {
        load.close();
    }

    // -------------------------------------------------------------------------------------------------- the attackers

    /** Opens a connection to a node, in whatever guise. */
    private interface Guise {
        Socket connect(NodeProcess node) throws IOException;
    }

    private static TlsMaterial material(TestAuthority.Request request) throws Exception {
        TlsFiles of = tls.files("attacker-" + ++files, request);
        return TlsMaterial.load(of);
    }

    private static Guise showing(TestAuthority.Request request) throws Exception {
        TlsMaterial material = material(request);
        return node -> ClusterTls.connect(material, "127.0.0.1", node.port(), CALL_MILLIS);
    }

    private static Guise forced(TestAuthority.Request request) {
        TestAuthority.Issued issued = request.issue();
        return node -> {
            SSLContext context = AnyCertificate.context(issued, tls.authority());
            return ClusterTls.connect(
                    context, context.getDefaultSSLParameters(), "127.0.0.1", node.port(), CALL_MILLIS);
        };
    }

    private static TestAuthority.Request user(String name) {
        return tls.authority().certificate(name).forAnyUse();
    }

    @Test
    public void plainText() throws Exception {
        unknownFindsNothing(node -> ClusterSecurity.plain("127.0.0.1", node.port(), CALL_MILLIS));
    }

    @Test
    public void withoutACertificate() throws Exception {
        TlsMaterial nobody = CHAIN.nobody();
        unknownFindsNothing(node -> ClusterTls.connect(nobody, "127.0.0.1", node.port(), CALL_MILLIS));
    }

    @Test
    public void withACertificateOfAnotherAuthority() throws Exception {
        TestAuthority other = TestAuthority.named("another");
        unknownFindsNothing(forced(other.certificate(ClusterTls.CLIENT).forAnyUse()));
        unknownFindsNothing(forced(ClusterTls.node(other, nodeId(0), "127.0.0.1")));
    }

    @Test
    public void withACertificateThatHasEnded() throws Exception {
        Instant now = Instant.now();
        unknownFindsNothing(
                forced(user(ClusterTls.CLIENT).valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)))));
    }

    @Test
    public void asAReaderOfOtherKeys() throws Exception {
        findsNothing(showing(user("reader")), inspections());
    }

    @Test
    public void asAWriterOfOtherKeys() throws Exception {
        findsNothing(showing(user("writer")), inspections());
    }

    @Test
    public void asANodeThatItIsNot() throws Exception {
        findsNothing(showing(ClusterTls.node(tls.authority(), "n-attacker", "127.0.0.1")), List.of());
    }

    // -------------------------------------------------------------------------------------------------- what they try

    private static String nodeId(int position) {
        return chain.get(position).status().getNodeId();
    }

    /** One attempt; it succeeds if it returns. */
    private interface Attempt {
        Object make(TProtocol connection) throws Exception;
    }

    private static void unknownFindsNothing(Guise guise) throws Exception {
        List<Attempt> more = new ArrayList<>(inspections());
        more.add(at -> new Catena.Client(at).layout(1));
        more.add(at -> new Catena.Client(at).openSession(null));
        findsNothing(guise, more);
    }

    /** @param more what this caller may not do either, beside {@link #attempts} */
    private static void findsNothing(Guise guise, List<Attempt> more) throws Exception {
        long failedBefore = load.writesFailed();
        List<LayoutMember> members = members();
        List<String> successes = new ArrayList<>();
        for (NodeProcess node : chain) {
            List<Attempt> attempts = new ArrayList<>(attempts());
            attempts.addAll(more);
            for (int i = 0; i < attempts.size(); i++) {
                if (succeeds(guise, node, attempts.get(i))) {
                    successes.add("attempt " + i + " at " + node);
                }
            }
            for (Attempt message : messages(members)) {
                succeeds(guise, node, message);
            }
        }
        assertEquals(List.of(), successes);
        for (NodeProcess node : chain) {
            assertTrue(node + " runs", node.isAlive());
            try (BareClient client = node.connect()) {
                assertEquals(Optional.of(VALUE), client.get(SECRET));
                assertFalse(client.get("attacked").isPresent());
            }
        }
        assertEquals("members", members, members());
        new Checks(CHAIN.cluster(), load).chainOf(chain);
        assertEquals("writes of others that failed: " + load.summary(), failedBefore, load.writesFailed());
    }

    private static List<LayoutMember> members() throws TException {
        try (BareClient client = chain.get(0).connect()) {
            return client.layout().getMembers();
        }
    }

    private static boolean succeeds(Guise guise, NodeProcess node, Attempt attempt) throws Exception {
        try (Socket socket = guise.connect(node)) {
            Object got = attempt.make(new TBinaryProtocol(new TFramedTransport(new TSocket(socket)), true, true));
            return got != null;
        } catch (IOException | Forbidden e) {
            return false;
        } catch (TException e) {
            // The connection was closed. Any other answer than a refusal would tell something.
            return !(e instanceof org.apache.thrift.transport.TTransportException);
        }
    }

    /** What operators and nodes may do. */
    private static List<Attempt> inspections() {
        return List.of(
                at -> new CatenaAdmin.Client(at).status(),
                at -> new CatenaAdmin.Client(at).digest(1),
                at -> new CatenaAdmin.Client(at).settings(),
                at -> new CatenaAdmin.Client(at).placement(),
                at -> new CatenaAdmin.Client(at).planPlacement(null));
    }

    /** The methods of the services of clients and operators that need a grant, or an operator. */
    private static List<Attempt> attempts() {
        ByteBuffer key = bytes("attacked");
        ByteBuffer secret = bytes(SECRET);
        Write write = new Write(WriteKind.PUT, key, false).setValue(bytes("x"));
        Write replace = new Write(WriteKind.PUT, secret, true).setValue(bytes("x"));
        return List.of(
                at -> new Catena.Client(at).put(key, bytes("x"), null),
                at -> new Catena.Client(at).get(secret, null),
                at -> new Catena.Client(at).remove(secret, null),
                at -> new Catena.Client(at).write(List.of(write), null),
                at -> new Catena.Client(at).write(List.of(replace), null),
                at -> new Catena.Client(at).read(List.of(secret), null),
                at -> new Catena.Client(at).read(List.of(secret), new io.catena.thrift.CallOptions().setStale(true)),
                at -> new Catena.Client(at).get(secret, passedOn()),
                at -> new Catena.Client(at).put(key, bytes("x"), passedOn()),
                at -> {
                    new Catena.Client(at).authenticate("a token that was given to no principal");
                    return true;
                },
                at -> {
                    new CatenaAdmin.Client(at).die(false, true, "");
                    return true;
                },
                at -> {
                    new CatenaAdmin.Client(at).leave(true, true, "");
                    return true;
                },
                at -> new CatenaAdmin.Client(at)
                        .changeSettings(new SettingsChange().setMinReplicas(9).setForce(true), ""),
                at -> new CatenaAdmin.Client(at).access(),
                at -> new CatenaAdmin.Client(at).changeAccess("{\"grants\":[]}", -1, ""),
                at -> new CatenaAdmin.Client(at).testAccess("x", key),
                at -> new CatenaAdmin.Client(at).drain("n1", ""),
                at -> new CatenaAdmin.Client(at).undrain("n1", ""),
                at -> new CatenaAdmin.Client(at).rebalance(""));
    }

    /** As a node says on whose behalf it calls; for one that is no node that is a lie. */
    private static io.catena.thrift.CallOptions passedOn() {
        return new io.catena.thrift.CallOptions()
                .setHops(1)
                .setOrigin(new io.catena.thrift.Origin("127.0.0.1", 1).setPrincipal("reader"));
    }

    /** Messages in the name of each member that would replace data, acknowledge what is nowhere, or end links. */
    private static List<Attempt> messages(List<LayoutMember> members) {
        List<Attempt> messages = new ArrayList<>();
        for (LayoutMember member : members) {
            Sender as = new Sender(1, 1_000_000, member.getNodeId(), member.getIncarnation());
            messages.add(at -> oneWay(at, node -> node.open(as, new Open("x", 2, 1, Long.MAX_VALUE))));
            messages.add(at -> oneWay(at, node -> node.opened(as, new Opened(1, 0, 0))));
            messages.add(at -> oneWay(at, node -> node.append(as, new Append(1, 1, List.of(), Long.MAX_VALUE, 1, 1))));
            messages.add(at -> oneWay(at, node -> node.ack(as, new Ack(1, Long.MAX_VALUE, Long.MAX_VALUE))));
            messages.add(at -> oneWay(
                    at,
                    node -> node.snapshotChunk(
                            as,
                            new SnapshotChunk(
                                    1,
                                    1,
                                    bytes(""),
                                    List.of(new SnapshotEntry(bytes("attacked"), bytes("x"), 1)),
                                    0,
                                    true,
                                    100))));
            messages.add(at -> oneWay(at, node -> node.queryAnswer(as, new QueryAnswer(1, Long.MAX_VALUE))));
            messages.add(at -> oneWay(at, node -> node.waiting(as)));
        }
        return messages;
    }

    private interface Message {
        void to(CatenaNode.Client node) throws TException;
    }

    /** Returns when the node has read the message: it closes the connection. */
    private static Object oneWay(TProtocol at, Message message) throws TException {
        message.to(new CatenaNode.Client(at));
        new Catena.Client(at).layout(1);
        return null;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
