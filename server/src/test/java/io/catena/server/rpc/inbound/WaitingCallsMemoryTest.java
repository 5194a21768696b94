package io.catena.server.rpc.inbound;

import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.catena.server.access.Access;
import io.catena.server.access.Tokens;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.Origin;
import io.catena.server.chain.Replica;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.SharedSettings;
import io.catena.server.chain.Shortage;
import io.catena.server.chain.StoredState;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.server.node.requests.Failures;
import io.catena.server.node.requests.SessionOrigin;
import io.catena.server.node.requests.WireRequests;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.PlayedDisk;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.replica.ReplicaDriver;
import io.catena.server.replica.SilentHost;
import io.catena.server.requests.Forwarding;
import io.catena.server.requests.Requests;
import io.catena.server.rpc.Budget;
import io.catena.server.rpc.ConnectionSecurity;
import io.catena.server.rpc.FakeNode;
import io.catena.server.rpc.RateLimitedLog;
import io.catena.server.rpc.RawClient;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.TestLimits;
import io.catena.server.rpc.inbound.services.ServerMethods;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Write;
import io.catena.thrift.WriteKind;
import io.catena.thrift.WriteResults;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TMessageType;
import org.junit.After;
import org.junit.Test;

/**
 * Compares the memory with which the smallest calls are charged with what they take in the heap while they wait in a node: in
 * its connections, its requests and its replica.
 */
public class WaitingCallsMemoryTest {
    private static final int CHAIN = 1;
    private static final long MEMORY_BYTES = 1 << 30;
    private static final int CONNECTIONS = 10;
    private static final int CALLS_OF_EACH = 2_000;
    /** With less, no call was charged at all. */
    private static final long LEAST_OF_A_CALL_BYTES = 600;

    private static final ByteBuffer KEY = ByteBuffer.wrap(new byte[] {'k'});
    private static final Member SELF = new Member("a", 1, "a:1");

    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private final CurrentReplica replica = new CurrentReplica();
    private final Budget requests = new Budget(MEMORY_BYTES);

    @After
    public void closeAll() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    /** Its successor says nothing: reads wait for a round, and writes for the chain. */
    private ReplicaDriver headWithASilentSuccessor() {
        ReplicaDriver driver = new ReplicaDriver(
                new Replica(CHAIN, "c", SELF, ReplicaSettings.standard(), StoredState.empty(), System.nanoTime()),
                System::nanoTime,
                listener -> new PlayedDisk(listener, null),
                Runnable::run,
                new ReplicaCounters(),
                new SilentHost());
        List<Member> members = List.of(SELF, new Member("b", 2, "b:1"));
        driver.configuration(new Configuration(CHAIN, 1, 1, members, null, true, Map.of(), SharedSettings.STANDARD, 0));
        return driver;
    }

    private FakeNode node() {
        replica.begins(SELF, headWithASilentSuccessor());
        ChainLayout layout = new ChainLayout("c", CHAIN);
        WireRequests wire = new WireRequests(
                new Requests(
                        CHAIN,
                        replica,
                        () -> replica.driver().view().configuration(),
                        new Forwarding(null),
                        new Requests.Ports(System::nanoTime, () -> 1, SessionOrigin::number)),
                layout,
                new Failures(layout, () -> Shortage.NONE, () -> true));
        return new FakeNode() {
            @Override
            public void write(List<Write> writes, CallOptions options, Origin origin, Reply<WriteResults> reply) {
                wire.write(writes, options, origin, reply);
            }

            @Override
            public void read(List<ByteBuffer> keys, CallOptions options, Origin origin, Reply<ReadResults> reply) {
                wire.read(keys, options, origin, reply);
            }
        };
    }

    private void connect() {
        FakeNode node = node();
        RpcLimits limits =
                TestLimits.of("maxInFlightPerConnection", 2 * CALLS_OF_EACH, "maxConnections", 2 * CONNECTIONS);
        RpcCounters counters = new RpcCounters();
        ServerMemory memory = ServerMemory.of(limits);
        ServerContext context = new ServerContext(
                limits,
                new ServerMemory(memory.frames(), memory.nodeFrames(), requests, memory.output()),
                new Turns(Runnable::run),
                new Turns(Runnable::run),
                counters,
                new ServerMethods(node, node, Tokens.NONE, Access.OPEN),
                node,
                node,
                Access.OPEN,
                ConnectionSecurity.PLAIN,
                new ServerConnections(limits, counters),
                new RateLimitedLog(line -> {}, System::nanoTime));
        for (int i = 0; i < CONNECTIONS; i++) {
            EmbeddedChannel channel = new EmbeddedChannel() {
                @Override
                protected SocketAddress remoteAddress0() {
                    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
                }
            };
            channels.add(channel);
            ServerConnection connection = new ServerConnection(context, channel);
            context.connections().add(connection);
            connection.start();
        }
    }

    private void compare(String method, TSerializable arguments) throws Exception {
        connect();
        byte[] call = RawClient.frame(method, TMessageType.CALL, 1, RawClient.bytes(arguments));
        long before = usedBytes();
        for (EmbeddedChannel channel : channels) {
            for (int i = 0; i < CALLS_OF_EACH; i++) {
                channel.writeInbound(Unpooled.wrappedBuffer(call));
            }
        }
        long takenBytes = usedBytes() - before;
        channels.forEach(channel -> assertNull("no call is answered", channel.readOutbound()));
        int calls = CONNECTIONS * CALLS_OF_EACH;
        long chargedBytes =
                MEMORY_BYTES - MEMORY_BYTES / 8 - requests.open(why -> {}).roomBytes();
        String both = method + ": each of " + calls + " calls is charged with " + chargedBytes / calls
                + " bytes and takes " + takenBytes / calls;
        assertTrue(both, chargedBytes >= calls * LEAST_OF_A_CALL_BYTES);
        assertTrue(both, takenBytes <= chargedBytes);
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static CallOptions ofAnotherNode() {
        return new CallOptions()
                .setChain(CHAIN)
                .setDeadlineMillis(600_000)
                .setHops(1)
                .setOrigin(new io.catena.thrift.Origin("2001:db8:1111:2222:0:0:0:0", 7).setPrincipal("p"));
    }

    @Test
    public void getsOfShortKeys() throws Exception {
        compare("get", new Catena.get_args(KEY, null));
    }

    @Test
    public void getsThatANodePassesOn() throws Exception {
        compare("get", new Catena.get_args(KEY, ofAnotherNode()));
    }

    @Test
    public void readsOfOneKey() throws Exception {
        compare("read", new Catena.read_args(List.of(KEY), null));
    }

    @Test
    public void putsOfShortValues() throws Exception {
        compare("put", new Catena.put_args(KEY, KEY, null));
    }

    @Test
    public void writesOfOneDelete() throws Exception {
        compare("write", new Catena.write_args(List.of(new Write(WriteKind.DELETE, KEY, false)), null));
    }

    @Test
    public void removalsOfShortKeys() throws Exception {
        compare("remove", new Catena.remove_args(KEY, null));
    }
}
