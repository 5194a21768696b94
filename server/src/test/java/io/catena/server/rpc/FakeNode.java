package io.catena.server.rpc;

import io.catena.server.chain.Message;
import io.catena.server.chain.Message.Envelope;
import io.catena.server.chain.Origin;
import io.catena.server.rpc.inbound.NodeMessages;
import io.catena.server.rpc.inbound.SlowReaders;
import io.catena.server.rpc.inbound.services.AuditedRequests;
import io.catena.server.rpc.inbound.services.ClientRequests;
import io.catena.server.rpc.inbound.services.RemoteCaller;
import io.catena.thrift.AccessAnswer;
import io.catena.thrift.AccessReport;
import io.catena.thrift.CallOptions;
import io.catena.thrift.ClusterSettings;
import io.catena.thrift.DataDigest;
import io.catena.thrift.Layout;
import io.catena.thrift.LayoutMember;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.PlacementPlan;
import io.catena.thrift.PlacementQuestion;
import io.catena.thrift.PlacementReport;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import io.catena.thrift.Write;
import io.catena.thrift.WriteResult;
import io.catena.thrift.WriteResults;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node that keeps keys in a map; a test overrides what it does. Its methods run on the event loop. */
public class FakeNode implements ClientRequests, AuditedRequests, NodeMessages, SlowReaders {
    static final DataDigest DIGEST = new DataDigest(7, "d1", 3);

    public final List<Message> messages = new CopyOnWriteArrayList<>();
    final List<Envelope> senders = new CopyOnWriteArrayList<>();
    final List<Long> heldUp = new CopyOnWriteArrayList<>();
    final List<String> forbidden = new CopyOnWriteArrayList<>();
    final List<String> orders = new CopyOnWriteArrayList<>();
    final List<CallOptions> options = new CopyOnWriteArrayList<>();
    private final Map<ByteBuffer, WriteResult> versions = new HashMap<>();
    private final Map<ByteBuffer, byte[]> data = new HashMap<>();
    private long version;

    @Override
    public void write(List<Write> writes, CallOptions given, Origin origin, Reply<WriteResults> reply) {
        options.add(given);
        List<WriteResult> results = new ArrayList<>();
        for (Write write : writes) {
            WriteResult result = new WriteResult(true, ++version);
            ByteBuffer key = ByteBuffer.wrap(write.getKey());
            if (write.isSetValue()) {
                data.put(key, write.getValue());
            } else {
                data.remove(key);
            }
            versions.put(key, result);
            results.add(result);
        }
        reply.succeed(new WriteResults(results, 5));
    }

    @Override
    public void read(List<ByteBuffer> keys, CallOptions given, Origin origin, Reply<ReadResults> reply) {
        options.add(given);
        List<ReadResult> results = new ArrayList<>();
        for (ByteBuffer key : keys) {
            ReadResult result = new ReadResult();
            if (data.containsKey(key)) {
                result.setValue(data.get(key)).setVersion(versions.get(key).getVersion());
            }
            results.add(result);
        }
        reply.succeed(new ReadResults(results, 5));
    }

    @Override
    public void openSession(CallOptions given, Origin origin, Reply<Long> reply) {
        reply.succeed(99L);
    }

    @Override
    public void layout(int chain, Reply<Layout> reply) {
        reply.succeed(new Layout("c", chain, 5, List.of(new LayoutMember("n1", 17, "localhost", 1)), 4));
    }

    @Override
    public void holdUp(long connection) {
        heldUp.add(connection);
    }

    @Override
    public void goOn(long connection) {
        heldUp.remove(connection);
    }

    @Override
    public void status(Reply<NodeStatus> reply) {
        reply.succeed(
                new NodeStatus("c", "id", "n1", 17, "localhost", 1, 2, 3, true, true, List.of(), Map.of("x", 1L)));
    }

    @Override
    public void die(boolean clean, boolean force, String token, RemoteCaller caller, Reply<Void> reply) {
        orders.add("die " + clean + " " + force + " " + token + " "
                + caller.address().isLoopbackAddress());
        reply.succeed(null);
    }

    @Override
    public void leave(boolean clean, boolean force, String token, RemoteCaller caller, Reply<Void> reply) {
        orders.add("leave " + clean + " " + force + " " + token + " "
                + caller.address().isLoopbackAddress());
        reply.succeed(null);
    }

    @Override
    public void settings(RemoteCaller caller, Reply<SettingsReport> reply) {
        reply.succeed(new SettingsReport(new ClusterSettings(300, 1, 0), 1, 1, 1));
    }

    @Override
    public void changeSettings(SettingsChange change, String token, RemoteCaller caller, Reply<SettingsReport> reply) {
        settings(caller, reply);
    }

    @Override
    public void access(RemoteCaller caller, Reply<AccessReport> reply) {
        reply.succeed(new AccessReport("{}", 1, true));
    }

    @Override
    public void changeAccess(String rules, long version, String token, RemoteCaller caller, Reply<AccessReport> reply) {
        orders.add("access " + rules + " " + version);
        access(caller, reply);
    }

    @Override
    public void forbidden(String what, RemoteCaller caller, String why) {
        forbidden.add(what);
    }

    @Override
    public void testAccess(String principal, byte[] key, Reply<AccessAnswer> reply) {
        reply.succeed(new AccessAnswer(true, false, false, principal));
    }

    @Override
    public void placement(RemoteCaller caller, Reply<PlacementReport> reply) {
        reply.succeed(new PlacementReport(0, List.of(), 0));
    }

    @Override
    public void drain(String nodeId, String token, RemoteCaller caller, Reply<PlacementReport> reply) {
        orders.add("drain " + nodeId + " " + token);
        placement(caller, reply);
    }

    @Override
    public void undrain(String nodeId, String token, RemoteCaller caller, Reply<PlacementReport> reply) {
        orders.add("undrain " + nodeId + " " + token);
        placement(caller, reply);
    }

    @Override
    public void planPlacement(PlacementQuestion question, RemoteCaller caller, Reply<PlacementPlan> reply) {
        reply.succeed(new PlacementPlan(List.of(), 0, 0, List.of()));
    }

    @Override
    public void rebalance(String token, RemoteCaller caller, Reply<PlacementPlan> reply) {
        orders.add("rebalance " + token);
        planPlacement(new PlacementQuestion(), caller, reply);
    }

    @Override
    public void digest(int chain, RemoteCaller caller, Reply<DataDigest> reply) {
        reply.succeed(DIGEST);
    }

    @Override
    public void received(Envelope from, Message message, long memoryBytes) {
        senders.add(from);
        messages.add(message);
    }
}
