package io.catena.server.rpc;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import io.catena.server.access.Access;
import io.catena.server.access.Tokens;
import io.catena.server.rpc.inbound.RpcLimits;
import io.catena.server.rpc.inbound.RpcServer;
import io.catena.thrift.Catena;
import io.catena.thrift.Layout;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;

/** A server whose connections are shared by two event loops. */
public class SeveralLoopsTest {
    @Rule
    public final RpcRig rig = new RpcRig();

    private final EventLoopGroup group = RpcTransport.newGroup(2, new DefaultThreadFactory("two"));
    private final List<RpcTransport> transports = RpcTransport.allOf(group, ConnectionSecurity.PLAIN);
    /** The loop that has served each call of {@code layout}, by its argument. */
    private final ConcurrentHashMap<Integer, Integer> servedBy = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<Integer, Reply<Layout>> waiting = new ConcurrentHashMap<>();
    private RpcServer server;

    @After
    public void end() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private FakeNode node(int loop) {
        return new FakeNode() {
            @Override
            public void layout(int chain, Reply<Layout> reply) {
                servedBy.put(chain, transports.get(loop).loop().inEventLoop() ? loop : -1);
                waiting.put(chain, reply);
            }
        };
    }

    private void start() throws Exception {
        List<RpcServer.OfLoop> ofLoops = new ArrayList<>();
        for (int loop = 0; loop < transports.size(); loop++) {
            FakeNode node = node(loop);
            ofLoops.add(new RpcServer.OfLoop(transports.get(loop), node, node, node, node));
        }
        server = new RpcServer(ofLoops, RpcRig.LIMITS.forOneOf(2), rig.counters, Access.OPEN, Tokens.NONE);
        rig.port = server.bind("127.0.0.1", 0);
    }

    private RawClient asks(int number) throws Exception {
        RawClient client = rig.raw().call("layout", 1, new Catena.layout_args(number));
        await().until(() -> waiting.containsKey(number));
        return client;
    }

    @Test
    public void theConnectionsAreSharedAndEachIsServedByItsLoop() throws Exception {
        start();
        for (int number = 0; number < 6; number++) {
            asks(number);
        }
        Set<Integer> loops = new HashSet<>(servedBy.values());
        assertEquals(Set.of(0, 1), loops);
        assertEquals(
                "in turn",
                3,
                servedBy.values().stream().filter(loop -> loop == 0).count());
        waiting.values().forEach(reply -> reply.succeed(new Layout()));
        server.close(0).get(5, TimeUnit.SECONDS);
    }

    @Test
    public void theEndWaitsForTheCallsOfAllLoops() throws Exception {
        start();
        RawClient first = asks(1);
        RawClient second = asks(2);
        CompletableFuture<Void> closed = server.close(60_000);
        Layout layout = new Layout("c", 1, 1, List.of(), 1);
        waiting.get(1).succeed(layout);
        assertEquals(1, first.answer().header().seqid);
        assertFalse("another loop has a call under way", closed.isDone());
        waiting.get(2).succeed(layout);
        assertEquals(1, second.answer().header().seqid);
        closed.get(5, TimeUnit.SECONDS);
    }

    @Test
    public void eachLoopHasItsPartOfThePlacesAndOfTheMemory() {
        assertEquals(RpcRig.LIMITS, RpcRig.LIMITS.forOneOf(1));
        RpcLimits all = RpcLimits.defaults();
        assertEquals(all.maxConnections() / 2, all.forOneOf(2).maxConnections());
        assertEquals(all.reservedConnections() / 2, all.forOneOf(2).reservedConnections());
        assertEquals(1, all.withConnections(1, 10_000).forOneOf(64).maxConnections());
    }
}
