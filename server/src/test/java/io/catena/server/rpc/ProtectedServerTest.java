package io.catena.server.rpc;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.access.AccessRules;
import io.catena.server.access.AccessRulesText;
import io.catena.server.access.GrantedAccess;
import io.catena.server.access.Principal;
import io.catena.server.access.TokenTable;
import io.catena.server.chain.Message;
import io.catena.server.rpc.outbound.PeerCallException;
import io.catena.server.rpc.outbound.PeerLimits;
import io.catena.server.rpc.outbound.Peers;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.CatenaNode;
import io.catena.thrift.Forbidden;
import io.catena.thrift.Layout;
import io.catena.thrift.Origin;
import io.catena.thrift.Sender;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.Write;
import io.catena.thrift.WriteKind;
import io.catena.tls.AnyCertificate;
import io.catena.tls.CertificateName;
import io.catena.tls.TestAuthority;
import io.catena.tls.TlsFiles;
import io.catena.tls.TlsMaterial;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What callers reach on a port that takes TLS alone, and that tells them apart. */
public class ProtectedServerTest {
    private static final String TOKEN = "a token that was given out 1";
    private static final ByteBuffer MINE = key("mine/1");
    private static final ByteBuffer OTHER = key("other/1");

    @Rule
    public final RpcRig rig = new RpcRig();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final TestAuthority authority = TestAuthority.named("ours");
    private final TestAuthority stranger = TestAuthority.named("theirs");
    private TlsMaterial server;
    private TlsSecurity security;
    private int files;

    private static ByteBuffer key(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Before
    public void start() throws Exception {
        server = material(node(authority, "n1"));
        security = new TlsSecurity(() -> server, ProtectedServerTest::name, 5_000);
        rig.protect(security);
        AccessRules rules = AccessRulesText.parse("{\"grants\": ["
                + "{\"principal\": \"writer\", \"allow\": [\"read\", \"write\"], \"prefix\": \"mine/\"},"
                + "{\"principal\": \"reader\", \"allow\": [\"read\"], \"prefix\": \"\"}]}");
        rig.access = new GrantedAccess(() -> rules);
        rig.tokens = TokenTable.parse("writer " + TokenTable.digest(TOKEN));
        rig.start(RpcRig.LIMITS);
    }

    @After
    public void close() {
        security.close();
    }

    private static Principal name(X509Certificate certificate) {
        return CertificateName.of(certificate).map(Principal::new).orElse(Principal.NOBODY);
    }

    private static TestAuthority.Request node(TestAuthority by, String id) {
        return by.certificate(id)
                .uri("catena:node:" + id)
                .dns("localhost")
                .ip("127.0.0.1")
                .forAnyUse();
    }

    private TlsMaterial material(TestAuthority.Request request) throws Exception {
        return material(request, authority);
    }

    private TlsMaterial material(TestAuthority.Request request, TestAuthority trusted) throws Exception {
        Path at = folder.getRoot().toPath();
        String name = "m" + ++files;
        Path authorities = at.resolve(name + ".ca");
        TestAuthority.write(authorities, trusted);
        if (request == null) {
            return TlsMaterial.load(TlsFiles.authoritiesOnly(authorities));
        }
        TestAuthority.Issued issued = request.issue();
        Path certificate = at.resolve(name + ".crt");
        Path key = at.resolve(name + ".key");
        issued.certificateTo(certificate);
        issued.keyTo(key);
        return TlsMaterial.load(new TlsFiles(certificate, key, authorities));
    }

    private TProtocol as(TestAuthority.Request request) throws Exception {
        return over(material(request));
    }

    private TProtocol over(TlsMaterial material) throws Exception {
        Socket plain = new Socket();
        plain.setSoTimeout(10_000);
        plain.connect(new InetSocketAddress("127.0.0.1", rig.port));
        SSLSocket socket =
                (SSLSocket) material.context().getSocketFactory().createSocket(plain, "127.0.0.1", rig.port, true);
        socket.setSSLParameters(material.clientParameters());
        socket.startHandshake();
        return rig.protocol(socket);
    }

    private TProtocol as(String name) throws Exception {
        return as(authority.certificate(name).forAnyUse());
    }

    private static Forbidden forbidden(Call call) {
        return assertThrows(Forbidden.class, call::make);
    }

    private interface Call {
        void make() throws TException;
    }

    @Test
    public void aCallerHasWhatItsCertificatesNameIsGranted() throws Exception {
        Catena.Client writer = new Catena.Client(as("writer"));
        writer.put(MINE, key("v"), null);
        assertEquals("v", new String(writer.get(MINE, null).getValue(), StandardCharsets.UTF_8));
        Forbidden refusal = forbidden(() -> writer.put(OTHER, key("v"), null));
        assertTrue(
                refusal.getMessage(),
                refusal.getMessage().startsWith("'writer' may not write key 'other/1': it needs"));
        assertEquals("writer", refusal.getPrincipal());
        Catena.Client reader = new Catena.Client(as("reader"));
        assertTrue(reader.get(MINE, null).isSetValue());
        forbidden(() -> reader.put(MINE, key("w"), null));
        forbidden(() -> reader.remove(MINE, null));
        assertEquals("v", new String(reader.get(MINE, null).getValue(), StandardCharsets.UTF_8));
    }

    @Test
    public void aBatchIsRefusedAsAWholeForOneKey() throws Exception {
        Catena.Client writer = new Catena.Client(as("writer"));
        Write mine = new Write(WriteKind.PUT, MINE, false).setValue(key("v"));
        Write other = new Write(WriteKind.PUT, OTHER, false).setValue(key("v"));
        forbidden(() -> writer.write(List.of(mine, other), null));
        forbidden(() -> writer.read(List.of(MINE, OTHER), null));
        assertTrue(!writer.get(MINE, null).isSetValue());
    }

    @Test
    public void aWriteThatAsksForWhatItReplacesNeedsToReadIt() throws Exception {
        AccessRules writesOnly = AccessRulesText.parse(
                "{\"grants\": [{\"principal\": \"writer\", \"allow\": [\"write\"], \"prefix\": \"\"}]}");
        rig.access = new GrantedAccess(() -> writesOnly);
        rig.start(RpcRig.LIMITS);
        Catena.Client writer = new Catena.Client(as("writer"));
        Write write = new Write(WriteKind.PUT, MINE, false).setValue(key("v"));
        writer.write(List.of(write), null);
        write.setWantPrevious(true);
        forbidden(() -> writer.write(List.of(write), null));
    }

    @Test
    public void withoutACertificateNothingIsAnsweredBeforeATokenIsShown() throws Exception {
        TProtocol nobody = over(material(null));
        Catena.Client client = new Catena.Client(nobody);
        CatenaAdmin.Client admin = new CatenaAdmin.Client(nobody);
        List<Call> calls = new ArrayList<>(everyMethod(client, admin));
        for (Call call : calls) {
            assertTrue(forbidden(call).getMessage().contains("has not said who it is may not call anything"));
        }
        forbidden(() -> client.authenticate("a token that nobody was given"));
        forbidden(() -> client.get(MINE, null));
        client.authenticate(TOKEN);
        client.put(MINE, key("v"), null);
        forbidden(() -> client.put(OTHER, key("v"), null));
        assertEquals(List.of(), rig.node.orders);
    }

    @Test
    public void whoHasNotSaidWhoItIsSendsNoLongFrame() throws Exception {
        Catena.Client client = new Catena.Client(over(material(null)));
        assertThrows(TTransportException.class, () -> client.authenticate("x".repeat(20_000)));
        Catena.Client known = new Catena.Client(over(material(null)));
        known.authenticate(TOKEN);
        known.put(MINE, ByteBuffer.wrap(new byte[100_000]), null);
    }

    @Test
    public void aConnectionEndsWithTheThirdWrongToken() throws Exception {
        Catena.Client client = new Catena.Client(over(material(null)));
        for (int i = 0; i < 3; i++) {
            String guess = "a token that nobody was given " + i;
            forbidden(() -> client.authenticate(guess));
        }
        assertThrows(TTransportException.class, () -> client.authenticate(TOKEN));
    }

    private static List<Call> everyMethod(Catena.Client client, CatenaAdmin.Client admin) {
        return List.of(
                () -> client.put(MINE, key("v"), null),
                () -> client.get(MINE, null),
                () -> client.remove(MINE, null),
                () -> client.write(List.of(), null),
                () -> client.read(List.of(MINE), null),
                () -> client.openSession(null),
                () -> client.layout(1),
                admin::status,
                () -> admin.die(true, true, ""),
                () -> admin.leave(true, true, ""),
                () -> admin.digest(1),
                admin::settings,
                () -> admin.changeSettings(new SettingsChange(), ""),
                admin::access,
                () -> admin.changeAccess("{}", -1, ""),
                () -> admin.testAccess("x", MINE));
    }

    @Test
    public void whoIsNoOperatorDoesNothingOfAnOperator() throws Exception {
        CatenaAdmin.Client writer = new CatenaAdmin.Client(as("writer"));
        List<Call> calls = everyMethod(null, writer);
        for (Call call : calls.subList(7, calls.size())) {
            assertTrue(forbidden(call).getMessage().contains("it needs the role of an operator"));
        }
        CatenaAdmin.Client node = new CatenaAdmin.Client(as(node(authority, "n2")));
        node.status();
        forbidden(() -> node.die(true, true, ""));
        assertEquals(List.of(), rig.node.orders);
        String told = "die leave changeSettings access changeAccess testAccess die";
        assertEquals(told, String.join(" ", rig.node.forbidden));
        new CatenaAdmin.Client(as(
                        authority.certificate("x").uri("catena:operator:carol").forAnyUse()))
                .die(true, false, "");
        assertEquals(List.of("die true false  true"), rig.node.orders);
    }

    @Test
    public void aCertificateOfAnotherAuthorityOrOneThatHasEndedGetsNoFurther() throws Exception {
        for (TestAuthority.Request request : List.of(
                stranger.certificate("writer").forAnyUse(),
                authority
                        .certificate("writer")
                        .forAnyUse()
                        .valid(
                                Instant.now().minus(Duration.ofDays(3)),
                                Instant.now().minus(Duration.ofDays(2))))) {
            TestAuthority.Issued issued = request.issue();
            SSLContext context = AnyCertificate.context(issued, authority);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", rig.port);
            socket.setSoTimeout(10_000);
            Catena.Client client = new Catena.Client(rig.protocol(socket));
            assertThrows(TTransportException.class, () -> client.put(MINE, key("v"), null));
        }
        assertEquals(0, rig.node.options.size());
    }

    @Test
    public void plainTextIsNotTaken() throws Exception {
        TSocket socket = new TSocket("127.0.0.1", rig.port, 10_000);
        TFramedTransport framed = new TFramedTransport(socket);
        framed.open();
        Catena.Client client = new Catena.Client(new TBinaryProtocol(framed));
        assertThrows(TTransportException.class, () -> client.put(MINE, key("v"), null));
        framed.close();
        await().until(() -> rig.counter("connections.faulty") == 1);
        assertEquals(
                "a caller does not fill the log",
                List.of(),
                rig.log.linesOf("io.catena.server.rpc.inbound.ServerConnection"));
    }

    @Test
    public void onlyANodePassesOnCallsAndSaysForWhom() throws Exception {
        CallOptions passedOn = new CallOptions().setHops(1).setOrigin(new Origin("10.0.0.1", 7).setPrincipal("writer"));
        Catena.Client reader = new Catena.Client(as("reader"));
        Forbidden refusal = forbidden(() -> reader.put(MINE, key("v"), passedOn));
        assertTrue(refusal.getMessage(), refusal.getMessage().contains("may not pass on calls of others"));
        Catena.Client node = new Catena.Client(as(node(authority, "n2")));
        node.put(MINE, key("v"), passedOn);
        forbidden(() -> node.put(OTHER, key("v"), passedOn));
        forbidden(() -> node.put(MINE, key("v"), new CallOptions().setHops(1).setOrigin(new Origin("10.0.0.1", 7))));
        forbidden(() -> node.put(MINE, key("v"), null));
    }

    @Test
    public void aMessageCountsOnlyIfItComesFromTheNodeThatItNames() throws Exception {
        Sender n2 = new Sender(1, 5, "n2", 17);
        new CatenaNode.Client(as(node(authority, "n2"))).waiting(n2);
        await().until(() -> rig.node.messages.size() == 1);
        for (TestAuthority.Request other : List.of(
                node(authority, "n3"),
                authority.certificate("writer").forAnyUse(),
                authority.certificate("x").uri("catena:operator:n2").forAnyUse())) {
            TProtocol connection = as(other);
            new CatenaNode.Client(connection).waiting(n2);
            assertThrows(TTransportException.class, () -> new Catena.Client(connection).layout(1)); // it is closed
        }
        TProtocol nobody = over(material(null));
        new CatenaNode.Client(nobody).waiting(n2);
        assertThrows(TTransportException.class, () -> new Catena.Client(nobody).layout(1));
        assertEquals(1, rig.node.messages.size());
    }

    @Test
    public void nodesTalkOverTlsBothWays() throws Exception {
        TlsSecurity other =
                new TlsSecurity(constant(material(node(authority, "n2"))), ProtectedServerTest::name, 5_000);
        rig.protect(other);
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
        TlsSecurity other =
                new TlsSecurity(constant(material(node(authority, "n2"))), ProtectedServerTest::name, 60_000);
        rig.protect(other);
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
                authority.certificate("writer").ip("127.0.0.1").forAnyUse(),
                authority
                        .certificate("n1")
                        .uri("catena:node:n1")
                        .dns("elsewhere")
                        .forAnyUse())) {
            server = material(request);
            TlsSecurity other =
                    new TlsSecurity(constant(material(node(authority, "n2"))), ProtectedServerTest::name, 5_000);
            rig.protect(other);
            List<String> down = new CopyOnWriteArrayList<>();
            Peers peers = rig.peers(PeerLimits.defaults(), down::add);
            rig.onLoop(() -> peers.send(rig.address(), new Message.Envelope(1, 5, "n2", 17), new Message.Waiting()));
            await().until(() -> down.size() == 1);
            other.close();
        }
    }

    @Test
    public void newMaterialServesNewConnectionsAndOldOnesGoOn() throws Exception {
        TProtocol before = as("writer");
        new Catena.Client(before).put(MINE, key("v"), null);
        server = material(node(stranger, "n1"), stranger);
        new Catena.Client(before).put(MINE, key("w"), null);
        assertThrows(SSLException.class, () -> as("writer"));
        new Catena.Client(over(material(stranger.certificate("writer").forAnyUse(), stranger)))
                .put(MINE, key("x"), null);
    }

    private static Supplier<TlsMaterial> constant(TlsMaterial material) {
        return () -> material;
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
