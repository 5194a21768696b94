package io.catena.server.rpc;

import static io.catena.server.rpc.ProtectedRig.MINE;
import static io.catena.server.rpc.ProtectedRig.OTHER;
import static io.catena.server.rpc.ProtectedRig.TOKEN;
import static io.catena.server.rpc.ProtectedRig.key;
import static io.catena.server.rpc.ProtectedRig.node;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.access.AccessRules;
import io.catena.server.access.AccessRulesText;
import io.catena.server.access.GrantedAccess;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.CatenaNode;
import io.catena.thrift.Forbidden;
import io.catena.thrift.Origin;
import io.catena.thrift.Sender;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.Write;
import io.catena.thrift.WriteKind;
import io.catena.tls.AnyCertificate;
import io.catena.tls.TestAuthority;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestRule;

/** What callers reach on a port that takes TLS alone, and that tells them apart. */
public class ProtectedServerTest {
    private final RpcRig rig = new RpcRig();
    private final ProtectedRig ends = ProtectedRig.of(rig);

    @Rule
    public final TestRule rule = ends.rule();

    @Before
    public void start() throws Exception {
        rig.start(RpcRig.LIMITS);
    }

    private static Forbidden forbidden(Call call) {
        return assertThrows(Forbidden.class, call::make);
    }

    private interface Call {
        void make() throws TException;
    }

    @Test
    public void aCallerHasWhatItsCertificatesNameIsGranted() throws Exception {
        Catena.Client writer = new Catena.Client(ends.as("writer"));
        writer.put(MINE, key("v"), null);
        assertEquals("v", new String(writer.get(MINE, null).getValue(), StandardCharsets.UTF_8));
        Forbidden refusal = forbidden(() -> writer.put(OTHER, key("v"), null));
        assertTrue(
                refusal.getMessage(),
                refusal.getMessage().startsWith("'writer' may not write key 'other/1': it needs"));
        assertEquals("writer", refusal.getPrincipal());
        Catena.Client reader = new Catena.Client(ends.as("reader"));
        assertTrue(reader.get(MINE, null).isSetValue());
        forbidden(() -> reader.put(MINE, key("w"), null));
        forbidden(() -> reader.remove(MINE, null));
        assertEquals("v", new String(reader.get(MINE, null).getValue(), StandardCharsets.UTF_8));
    }

    @Test
    public void aBatchIsRefusedAsAWholeForOneKey() throws Exception {
        Catena.Client writer = new Catena.Client(ends.as("writer"));
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
        Catena.Client writer = new Catena.Client(ends.as("writer"));
        Write write = new Write(WriteKind.PUT, MINE, false).setValue(key("v"));
        writer.write(List.of(write), null);
        write.setWantPrevious(true);
        forbidden(() -> writer.write(List.of(write), null));
    }

    @Test
    public void withoutACertificateNothingIsAnsweredBeforeATokenIsShown() throws Exception {
        TProtocol nobody = ends.over(ends.material(null));
        Catena.Client client = new Catena.Client(nobody);
        CatenaAdmin.Client admin = new CatenaAdmin.Client(nobody);
        List<Call> calls = new ArrayList<>(everyMethod(client, admin));
        for (Call call : calls) {
            assertTrue(forbidden(call).getMessage().contains("has not said who it is may not call anything"));
        }
        forbidden(() -> client.authenticate("a token that was given to no principal"));
        forbidden(() -> client.get(MINE, null));
        client.authenticate(TOKEN);
        client.put(MINE, key("v"), null);
        forbidden(() -> client.put(OTHER, key("v"), null));
        assertEquals(List.of(), rig.node.orders);
    }

    @Test
    public void aCallerThatHasNotSaidWhoItIsSendsNoLongFrame() throws Exception {
        Catena.Client client = new Catena.Client(ends.over(ends.material(null)));
        assertThrows(TTransportException.class, () -> client.authenticate("x".repeat(20_000)));
        Catena.Client known = new Catena.Client(ends.over(ends.material(null)));
        known.authenticate(TOKEN);
        known.put(MINE, ByteBuffer.wrap(new byte[100_000]), null);
    }

    @Test
    public void aConnectionEndsWithTheThirdWrongToken() throws Exception {
        Catena.Client client = new Catena.Client(ends.over(ends.material(null)));
        for (int i = 0; i < 3; i++) {
            String guess = "a token that was given to no principal " + i;
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
                () -> admin.testAccess("x", MINE),
                admin::placement,
                () -> admin.drain("n1", ""),
                () -> admin.undrain("n1", ""),
                () -> admin.planPlacement(null),
                () -> admin.rebalance(""));
    }

    @Test
    public void aPrincipalThatIsNoOperatorMayDoNothingOfAnOperator() throws Exception {
        CatenaAdmin.Client writer = new CatenaAdmin.Client(ends.as("writer"));
        List<Call> calls = everyMethod(null, writer);
        for (Call call : calls.subList(7, calls.size())) {
            assertTrue(forbidden(call).getMessage().contains("it needs the role of an operator"));
        }
        CatenaAdmin.Client node = new CatenaAdmin.Client(ends.as(node(ends.authority, "n2")));
        node.status();
        forbidden(() -> node.die(true, true, ""));
        assertEquals(List.of(), rig.node.orders);
        String told = "die leave changeSettings access changeAccess testAccess drain undrain rebalance die";
        assertEquals(told, String.join(" ", rig.node.forbidden));
        new CatenaAdmin.Client(ends.as(ends.authority
                        .certificate("x")
                        .uri("catena:operator:carol")
                        .forAnyUse()))
                .die(true, false, "");
        assertEquals(List.of("die true false  true"), rig.node.orders);
    }

    @Test
    public void aCertificateOfAnotherAuthorityOrOneThatHasEndedGetsNoFurther() throws Exception {
        for (TestAuthority.Request request : List.of(
                ends.stranger.certificate("writer").forAnyUse(),
                ends.authority
                        .certificate("writer")
                        .forAnyUse()
                        .valid(
                                Instant.now().minus(Duration.ofDays(3)),
                                Instant.now().minus(Duration.ofDays(2))))) {
            TestAuthority.Issued issued = request.issue();
            SSLContext context = AnyCertificate.context(issued, ends.authority);
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
    public void aCallerInPlainTextIsToldByAnAlertThatTlsIsSpoken() throws Exception {
        String unexpectedMessage = "\u0015\u0003\u0003\0\2\2\12";
        byte[] call = RawClient.frame("layout", TMessageType.CALL, 1, new byte[1]);
        rig.raw().send(call).expectText(unexpectedMessage).expectClosed();
        rig.raw().send(call, 4).send(call, 4).expectText(unexpectedMessage).expectClosed();
    }

    @Test
    public void onlyANodePassesOnCallsAndNamesTheirPrincipal() throws Exception {
        CallOptions passedOn = new CallOptions().setHops(1).setOrigin(new Origin("10.0.0.1", 7).setPrincipal("writer"));
        Catena.Client reader = new Catena.Client(ends.as("reader"));
        Forbidden refusal = forbidden(() -> reader.put(MINE, key("v"), passedOn));
        assertTrue(refusal.getMessage(), refusal.getMessage().contains("may not pass on calls of others"));
        Catena.Client node = new Catena.Client(ends.as(node(ends.authority, "n2")));
        node.put(MINE, key("v"), passedOn);
        forbidden(() -> node.put(OTHER, key("v"), passedOn));
        forbidden(() -> node.put(MINE, key("v"), new CallOptions().setHops(1).setOrigin(new Origin("10.0.0.1", 7))));
        forbidden(() -> node.put(MINE, key("v"), null));
    }

    @Test
    public void aMessageCountsOnlyIfItComesFromTheNodeThatItNames() throws Exception {
        Sender n2 = new Sender(1, 5, "n2", 17);
        new CatenaNode.Client(ends.as(node(ends.authority, "n2"))).waiting(n2);
        await().until(() -> rig.node.messages.size() == 1);
        for (TestAuthority.Request other : List.of(
                node(ends.authority, "n3"),
                ends.authority.certificate("writer").forAnyUse(),
                ends.authority.certificate("x").uri("catena:operator:n2").forAnyUse())) {
            TProtocol connection = ends.as(other);
            new CatenaNode.Client(connection).waiting(n2);
            assertThrows(TTransportException.class, () -> new Catena.Client(connection).layout(1)); // it is closed
        }
        TProtocol nobody = ends.over(ends.material(null));
        new CatenaNode.Client(nobody).waiting(n2);
        assertThrows(TTransportException.class, () -> new Catena.Client(nobody).layout(1));
        assertEquals(1, rig.node.messages.size());
    }

    @Test
    public void newMaterialServesNewConnectionsAndOldOnesGoOn() throws Exception {
        TProtocol before = ends.as("writer");
        new Catena.Client(before).put(MINE, key("v"), null);
        ends.server = ends.material(node(ends.stranger, "n1"), ends.stranger);
        new Catena.Client(before).put(MINE, key("w"), null);
        assertThrows(SSLException.class, () -> ends.as("writer"));
        new Catena.Client(ends.over(
                        ends.material(ends.stranger.certificate("writer").forAnyUse(), ends.stranger)))
                .put(MINE, key("x"), null);
    }
}
