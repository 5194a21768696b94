package io.catena.server.rpc;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.thrift.CatenaAdmin;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.After;
import org.junit.Test;

/** Whose connection is closed for whom, by the addresses from where they come. */
public class SparePlacesTest {
    private static final int PLACES = 4;
    /** An address may have three of four. */
    private static final int SHARE = 3;

    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private ServerContext context;

    private void start(Object... changes) {
        List<Object> all = new ArrayList<>(List.of("maxConnections", PLACES));
        all.addAll(List.of(changes));
        RpcLimits limits = Limits.of(all.toArray());
        RpcCounters counters = new RpcCounters();
        FakeNode node = new FakeNode();
        context = new ServerContext(
                limits,
                ServerMemory.of(limits),
                new Turns(Runnable::run),
                counters,
                new ServerMethods(node, node),
                node,
                new ServerConnections(limits, counters),
                new RateLimitedLog(line -> {}, System::nanoTime));
    }

    @After
    public void closeAll() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    private ServerConnection from(String address) throws UnknownHostException {
        InetAddress from = InetAddress.getByName(address);
        EmbeddedChannel channel = new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(from, 1);
            }
        };
        channels.add(channel);
        ServerConnection connection = new ServerConnection(context, channel);
        context.connections().add(connection);
        connection.start();
        return connection;
    }

    private boolean admits(ServerConnection connection, Speaker speaker) {
        return context.connections().admits(connection, speaker);
    }

    /** Every connection is of no use at once. */
    @Test
    public void anAddressThatHasItsShareMakesRoomAmongItsOwnAlone() throws Exception {
        start("spareMillis", 0);
        ServerConnection other = from("192.0.2.2");
        ServerConnection oldest = from("192.0.2.1");
        for (int i = 1; i < SHARE; i++) {
            from("192.0.2.1");
        }
        for (int i = 0; i < 3; i++) {
            ServerConnection more = from("192.0.2.1");
            assertTrue(admits(more, Speaker.CLIENT));
        }
        assertEquals("of another address", Seat.CLIENT, other.seat());
        assertEquals("its own", null, oldest.seat());
    }

    @Test
    public void whoFindsNoneAmongItsOwnKeepsNobodyElseFromLooking() throws Exception {
        start("spareMillis", 300);
        ServerConnection idle = from("192.0.2.2");
        await().until(() -> idle.isUnused(System.nanoTime(), 300_000_000L));
        for (int i = 0; i < SHARE; i++) {
            from("192.0.2.1");
        }
        assertFalse(admits(from("192.0.2.1"), Speaker.CLIENT));
        assertTrue("a third address", admits(from("192.0.2.3"), Speaker.CLIENT));
        assertEquals(null, idle.seat());
    }

    @Test
    public void aNodeThatFindsNoPlaceKeepsNoClientFromLookingNorTheOtherWayRound() throws Exception {
        start("spareMillis", 0, "reservedSpareMillis", 60_000, "reservedConnections", 1);
        for (int i = 0; i < PLACES; i++) {
            from("127.0.0.1");
        }
        assertTrue(admits(from("192.0.2.1"), Speaker.PRIVILEGED));
        assertFalse(admits(from("192.0.2.2"), Speaker.PRIVILEGED));
        assertTrue(admits(from("192.0.2.3"), Speaker.CLIENT));
    }

    @Test
    public void whoeverCallsAMethodOfTheAdminServiceIsAnOperator() {
        List<String> methods = Arrays.stream(CatenaAdmin.Iface.class.getDeclaredMethods())
                .map(Method::getName)
                .toList();
        assertFalse(methods.isEmpty());
        for (String method : methods) {
            assertEquals(method, Speaker.PRIVILEGED, Speaker.of(method, null));
        }
    }
}
