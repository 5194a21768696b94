package io.catena.server.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Origin;
import io.catena.server.rpc.inbound.services.RemoteCaller;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.Layout;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.OutcomeUnknown;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.SessionExpired;
import io.catena.thrift.Unavailable;
import io.catena.thrift.UnavailableReason;
import io.catena.thrift.Write;
import io.catena.thrift.WriteKind;
import io.catena.thrift.WriteResult;
import io.catena.thrift.WriteResults;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TType;
import org.junit.Rule;
import org.junit.Test;

/** What a plain generated client gets, and a client that sends calls without waiting for answers. */
public class ClientCallsTest {
    @Rule
    public final RpcRig rig = new RpcRig();

    @Test
    public void aGeneratedClientRoundTripsEveryMethod() throws Exception {
        rig.start(RpcRig.LIMITS);
        Catena.Client client = rig.client();
        ByteBuffer key = buffer("key");
        assertEquals(new WriteResult(true, 1), client.put(key, buffer("value"), null));
        ReadResult read = client.get(key, new CallOptions());
        assertArrayEquals("value".getBytes(UTF_8), read.getValue());
        assertEquals(1, read.getVersion());
        assertEquals(2, client.remove(key, null).getVersion());
        assertFalse(client.get(key, null).isSetValue());
        Write put = new Write(WriteKind.PUT, key, false).setValue(buffer("again"));
        Write delete = new Write(WriteKind.DELETE, buffer("other"), false);
        assertEquals(
                new WriteResults(List.of(new WriteResult(true, 3), new WriteResult(true, 4)), 5),
                client.write(List.of(put, delete), null));
        List<ReadResult> both = client.read(List.of(buffer("other"), key), null).getResults();
        assertFalse(both.get(0).isSetVersion());
        assertEquals(3, both.get(1).getVersion());
        assertEquals(99, client.openSession(null));
        assertEquals("n1", client.layout(1).getMembers().get(0).getNodeId());
    }

    @Test
    public void anOrderToEndANodeThatDoesNotSayHowEndsItInOrder() throws Exception {
        rig.start(RpcRig.LIMITS);
        byte[] nothing = {TType.STOP};
        for (String method : List.of("die", "leave")) {
            RawClient raw = rig.raw();
            raw.send(RawClient.frame(method, TMessageType.CALL, 1, nothing));
            raw.answer();
        }
        assertEquals(List.of("die true false  true", "leave true false  true"), rig.node.orders);
    }

    @Test
    public void aGeneratedAdminClientRoundTripsEveryMethod() throws Exception {
        rig.start(RpcRig.LIMITS);
        CatenaAdmin.Client admin = rig.admin();
        NodeStatus status = admin.status();
        assertEquals("n1", status.getNodeId());
        admin.die(true, false, "secret");
        admin.leave(false, true, null);
        assertEquals(List.of("die true false secret true", "leave false true  true"), rig.node.orders);
        assertEquals(FakeNode.DIGEST, admin.digest(1));
    }

    @Test
    public void declaredExceptionsArriveAsThemselves() throws Exception {
        List<Exception> failures = List.of(
                new Unavailable("later", UnavailableReason.CHANGING),
                new OutcomeUnknown("perhaps done"),
                new SessionExpired("gone"));
        List<Exception> toThrow = new CopyOnWriteArrayList<>(failures);
        rig.node = new FakeNode() {
            @Override
            public void write(List<Write> writes, CallOptions given, Origin origin, Reply<WriteResults> reply) {
                reply.fail(toThrow.remove(0));
            }

            @Override
            public void die(boolean clean, boolean force, String token, RemoteCaller caller, Reply<Void> reply) {
                reply.fail(new Refused("no", RefusedReason.LAST_MEMBER));
            }
        };
        rig.start(RpcRig.LIMITS);
        Catena.Client client = rig.client();
        for (Exception failure : failures) {
            assertEquals(failure, assertThrows(failure.getClass(), () -> client.put(buffer("k"), buffer("v"), null)));
        }
        Refused refused = assertThrows(Refused.class, () -> rig.admin().die(true, false, ""));
        assertEquals(RefusedReason.LAST_MEMBER, refused.getReason());
    }

    @Test
    public void anUndeclaredExceptionBecomesAnInternalErrorAndTheConnectionStays() throws Exception {
        rig.node = new FakeNode() {
            @Override
            public void read(List<ByteBuffer> keys, CallOptions given, Origin origin, Reply<ReadResults> reply) {
                reply.fail(new OutcomeUnknown("not declared by get"));
            }

            @Override
            public void layout(int chain, Reply<Layout> reply) {
                throw new IllegalStateException("a defect");
            }
        };
        rig.start(RpcRig.LIMITS);
        Catena.Client client = rig.client();
        for (int i = 0; i < 2; i++) {
            TApplicationException error =
                    assertThrows(TApplicationException.class, () -> client.get(buffer("k"), null));
            assertEquals(TApplicationException.INTERNAL_ERROR, error.getType());
            assertEquals("not declared by get", error.getMessage());
        }
        TApplicationException defect = assertThrows(TApplicationException.class, () -> client.layout(1));
        assertEquals(TApplicationException.INTERNAL_ERROR, defect.getType());
        assertEquals(1, rig.log.linesWith("a defect").size());
        assertEquals(99, client.openSession(null));
    }

    @Test
    public void optionsThatAreLeftOutHaveTheirDefaults() throws Exception {
        rig.start(RpcRig.LIMITS);
        Catena.Client client = rig.client();
        client.put(buffer("k"), buffer("v"), null);
        client.get(buffer("k"), new CallOptions());
        CallOptions defaults = new CallOptions(0, 5000, 0);
        assertEquals(List.of(defaults, defaults), rig.node.options);
    }

    @Test
    public void repliesOvertakeEachOtherAndCarryTheSequenceNumberOfTheirCall() throws Exception {
        Map<String, Reply<ReadResults>> waiting = new ConcurrentHashMap<>();
        rig.node = new FakeNode() {
            @Override
            public void read(List<ByteBuffer> keys, CallOptions given, Origin origin, Reply<ReadResults> reply) {
                waiting.put(UTF_8.decode(keys.get(0).duplicate()).toString(), reply);
            }
        };
        rig.start(RpcRig.LIMITS);
        RawClient raw = rig.raw();
        for (int i = 0; i < 3; i++) {
            raw.call("get", 100 + i, new Catena.get_args(buffer("k" + i), null));
        }
        await().until(() -> waiting.size() == 3);
        for (int i = 2; i >= 0; i--) {
            waiting.get("k" + i).succeed(new ReadResults(List.of(new ReadResult().setVersion(i)), 5));
        }
        for (int i = 2; i >= 0; i--) {
            RawClient.Answer answer = raw.answer();
            assertEquals(100 + i, answer.header().seqid);
            assertEquals("get", answer.header().name);
            Catena.get_result result = new Catena.get_result();
            result.read(answer.body());
            assertEquals(i, result.getSuccess().getVersion());
        }
    }

    @Test
    public void aCallIsAnsweredOnce() throws Exception {
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        rig.node = new FakeNode() {
            @Override
            public void openSession(CallOptions given, Origin origin, Reply<Long> reply) {
                reply.succeed(1L);
                try {
                    reply.fail(new Unavailable("too late", UnavailableReason.STOPPING));
                } catch (IllegalStateException e) {
                    thrown.add(e);
                }
            }
        };
        rig.start(RpcRig.LIMITS);
        Catena.Client client = rig.client();
        assertEquals(1, client.openSession(null));
        assertEquals(1, client.openSession(null));
        assertEquals(2, thrown.size());
    }

    @Test
    public void noMoreCallsAreStartedThanMayBeUnderWay() throws Exception {
        WaitingNode node = new WaitingNode();
        rig.node = node;
        List<Reply<Long>> waiting = node.holdSessions();
        rig.start(TestLimits.of("maxInFlightPerConnection", 4));
        RawClient raw = rig.raw();
        int calls = 50;
        for (int i = 0; i < calls; i++) {
            raw.call("openSession", i, new Catena.openSession_args());
        }
        await().until(() -> waiting.size() == 4);
        assertEquals("others are served meanwhile", "c", rig.client().layout(1).getCluster());
        assertEquals(4, waiting.size());
        for (int i = 0; i < calls; i++) {
            int next = i;
            await().until(() -> waiting.size() > next);
            assertTrue(waiting.size() <= i + 4);
            waiting.get(i).succeed((long) i);
            assertEquals(i, raw.answer().header().seqid);
        }
    }

    /** Whatever place its connection has got. */
    @Test
    public void theCallsThatANodePassesOnForManyClientsDoNotWaitForEachOther() throws Exception {
        WaitingNode node = new WaitingNode();
        rig.node = node;
        List<Reply<Long>> waiting = node.holdSessions();
        rig.start(
                TestLimits.of("maxInFlightPerConnection", 4, "reservedConnections", 1, "reservedSpareMillis", 60_000));
        CallOptions passedOn = new CallOptions().setHops(1);
        for (RawClient raw : List.of(rig.raw(), rig.raw())) {
            int before = waiting.size();
            for (int i = 0; i < 50; i++) {
                raw.call("openSession", i, new Catena.openSession_args(passedOn));
            }
            await().until(() -> waiting.size() == before + 50);
        }
    }

    @Test
    public void aWriteWithAnAnswerThatDoesNotFitIsReportedAsPerhapsDone() throws Exception {
        byte[] previous = new byte[1 << 20];
        rig.node = new FakeNode() {
            @Override
            public void write(List<Write> writes, CallOptions given, Origin origin, Reply<WriteResults> reply) {
                List<WriteResult> results = new ArrayList<>();
                writes.forEach(write -> results.add(new WriteResult(true, 1).setPrevious(previous)));
                reply.succeed(new WriteResults(results, 5));
            }
        };
        rig.start(RpcRig.LIMITS);
        Catena.Client client = rig.client();
        Write write = new Write(WriteKind.DELETE, buffer("k"), true);
        assertEquals(
                7,
                client.write(List.of(write, write, write, write, write, write, write), null)
                        .getResultsSize());
        OutcomeUnknown unknown = assertThrows(
                OutcomeUnknown.class,
                () -> client.write(List.of(write, write, write, write, write, write, write, write), null));
        assertTrue(unknown.getMessage(), unknown.getMessage().contains("8388608"));
        assertNotNull(client.layout(1));
    }

    @Test
    public void callsMessagesBytesAndConnectionsAreCounted() throws Exception {
        rig.start(RpcRig.LIMITS);
        Catena.Client client = rig.client();
        client.layout(1);
        client.layout(1);
        assertEquals(2, rig.counter("calls.in.layout"));
        assertEquals(1, rig.counter("connections.open"));
        assertTrue(rig.counter("bytes.in") > 0);
        assertTrue(rig.counter("bytes.out") > rig.counter("bytes.in"));
        client.getInputProtocol().getTransport().close();
        await().until(() -> rig.counter("connections.open") == 0);
        assertEquals(1, rig.counter("connections.accepted"));
    }

    public static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
