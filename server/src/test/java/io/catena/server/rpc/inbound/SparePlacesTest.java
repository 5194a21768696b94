package io.catena.server.rpc.inbound;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.access.Access;
import io.catena.server.access.Tokens;
import io.catena.server.rpc.ConnectionSecurity;
import io.catena.server.rpc.FakeNode;
import io.catena.server.rpc.RateLimitedLog;
import io.catena.server.rpc.RawClient;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.TestLimits;
import io.catena.server.rpc.inbound.services.ServerMethods;
import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.Layout;
import io.netty.buffer.Unpooled;
import java.lang.reflect.Method;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.protocol.TMessageType;
import org.junit.Rule;
import org.junit.Test;

/** Which connection is closed to make a place, by the addresses of the connections. */
public class SparePlacesTest {
    private static final int PLACES = 4;
    /** One address may have three of the four places. */
    private static final int SHARE = 3;

    @Rule
    public final EmbeddedConnections connections = new EmbeddedConnections();

    private FakeNode node = new FakeNode();
    private ServerContext context;

    private void start(Object... changes) {
        List<Object> all = new ArrayList<>(List.of("maxConnections", PLACES));
        all.addAll(List.of(changes));
        RpcLimits limits = TestLimits.of(all.toArray());
        RpcCounters counters = new RpcCounters();
        context = new ServerContext(
                limits,
                ServerMemory.of(limits),
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
    }

    private ServerConnection from(String address) throws UnknownHostException {
        return connections.accept(context, address);
    }

    private boolean admits(ServerConnection connection, Speaker speaker) {
        return context.connections().admits(connection, speaker);
    }

    /** With a time of 0 ms every connection counts as unused at once. */
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
        assertEquals("of another address", ConnectionSlot.CLIENT, other.connectionSlot());
        assertEquals("its own", null, oldest.connectionSlot());
    }

    @Test
    public void anAddressThatFindsNoneAmongItsOwnKeepsNoOtherFromLooking() throws Exception {
        start("spareMillis", 300);
        ServerConnection idle = from("192.0.2.2");
        await().until(() -> idle.isUnused(System.nanoTime(), 300_000_000L));
        for (int i = 0; i < SHARE; i++) {
            from("192.0.2.1");
        }
        assertFalse(admits(from("192.0.2.1"), Speaker.CLIENT));
        assertTrue("a third address", admits(from("192.0.2.3"), Speaker.CLIENT));
        assertEquals(null, idle.connectionSlot());
    }

    private List<ServerConnection> all() throws Exception {
        List<ServerConnection> all = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            all.add(from("127.0.0.1"));
        }
        return all;
    }

    /** Sends a call on the connection that was opened as the n-th, counted from 0. */
    private void use(int opened) throws Exception {
        byte[] call = RawClient.frame("layout", TMessageType.CALL, 1, RawClient.bytes(new Catena.layout_args(1)));
        connections.channel(opened).writeInbound(Unpooled.wrappedBuffer(call));
    }

    @Test
    public void aNewcomerGetsTheLeastRecentlyUsedPlaceThoughAllAreUsedAgainAndAgain() throws Exception {
        start("seatedMillis", 0);
        List<ServerConnection> used = all();
        for (int i : new int[] {1, 3, 2, 0, 3}) {
            use(i);
        }
        assertTrue(admits(from("127.0.0.1"), Speaker.CLIENT));
        assertEquals("the least recently used", null, used.get(1).connectionSlot());
    }

    @Test
    public void aCrowdOfNewcomersDrivesOutNoMoreThanTwentyASecond() throws Exception {
        start("seatedMillis", 0);
        List<ServerConnection> used = all();
        long beginNanos = System.nanoTime();
        await().pollInterval(Duration.ofMillis(2)).until(() -> {
            admits(from("127.0.0.1"), Speaker.CLIENT);
            return used.stream().allMatch(connection -> connection.connectionSlot() == null);
        });
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos);
        assertTrue(millis + " ms", millis >= (PLACES - 1) * 50);
    }

    @Test
    public void aConnectionThatHasJustComeMakesNoRoom() throws Exception {
        start("seatedMillis", 60_000);
        all();
        assertFalse(admits(from("127.0.0.1"), Speaker.CLIENT));
    }

    @Test
    public void theAddressWithMostPlacesMakesRoomForOthersHoweverOftenItsOwnNewcomersAsk() throws Exception {
        start("seatedMillis", 0);
        ServerConnection other = from("192.0.2.2");
        for (int i = 0; i < SHARE; i++) {
            from("2001:db8::" + i);
        }
        assertTrue("for one of its own", admits(from("2001:db8::7"), Speaker.CLIENT));
        assertFalse("not for two of them in a moment", admits(from("2001:db8::8"), Speaker.CLIENT));
        assertTrue("for another address", admits(from("192.0.2.3"), Speaker.CLIENT));
        assertEquals(
                "an address with one connection keeps it, though it is the least recently" + " used",
                ConnectionSlot.CLIENT,
                other.connectionSlot());
    }

    @Test
    public void whereAllHaveCallsUnderWayTheNewestConnectionMakesRoom() throws Exception {
        node = new FakeNode() {
            @Override
            public void layout(int chain, Reply<Layout> reply) {
                // Never answers.
            }
        };
        start("seatedMillis", 0);
        List<ServerConnection> busy = all();
        for (int i = 0; i < PLACES; i++) {
            use(i);
        }
        assertTrue(admits(from("127.0.0.1"), Speaker.CLIENT));
        assertEquals(null, busy.get(PLACES - 1).connectionSlot());
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
    public void aCallerOfAnyMethodOfTheAdminServiceCountsAsAnOperator() {
        List<String> methods = Arrays.stream(CatenaAdmin.Iface.class.getDeclaredMethods())
                .map(Method::getName)
                .toList();
        assertFalse(methods.isEmpty());
        for (String method : methods) {
            assertEquals(method, Speaker.PRIVILEGED, Speaker.of(method, null));
        }
    }
}
