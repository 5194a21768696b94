package io.catena.server.rpc.inbound;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;

import io.catena.server.access.AccessRules;
import io.catena.server.access.GrantedAccess;
import io.catena.server.access.Principal;
import io.catena.server.access.Tokens;
import io.catena.server.rpc.AcceptedInput;
import io.catena.server.rpc.ConnectionSecurity;
import io.catena.server.rpc.FakeNode;
import io.catena.server.rpc.HostPort;
import io.catena.server.rpc.RateLimitedLog;
import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.TestLimits;
import io.catena.server.rpc.inbound.services.ServerMethods;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;

/** Which connection is closed beside a flood of callers that have not said who they are: there are six places for those. */
public class UnknownPlacesTest {
    private static final int PLACES = 6;

    @Rule
    public final EmbeddedConnections connections = new EmbeddedConnections();

    /** The connections of whose handshakes something has been computed. */
    private final Set<Channel> begun = new HashSet<>();

    private final ServerContext context = context();

    private ServerContext context() {
        FakeNode node = new FakeNode();
        RpcLimits limits = TestLimits.of("unknownConnections", PLACES);
        RpcCounters counters = new RpcCounters();
        GrantedAccess access = new GrantedAccess(() -> AccessRules.NONE);
        return new ServerContext(
                limits,
                ServerMemory.of(limits),
                new Turns(Runnable::run),
                new Turns(Runnable::run),
                counters,
                new ServerMethods(node, node, Tokens.NONE, access),
                node,
                node,
                access,
                new Handshakes(),
                new ServerConnections(limits, counters),
                new RateLimitedLog(line -> {}, System::nanoTime));
    }

    private final class Handshakes implements ConnectionSecurity {
        @Override
        public AcceptedInput accept(Channel channel) {
            return new AcceptedInput() {
                @Override
                public int bufferedBytes() {
                    return 0;
                }

                @Override
                public long waitingNanos(long nowNanos) {
                    return 0;
                }

                @Override
                public boolean hasBegun() {
                    return begun.contains(channel);
                }
            };
        }

        @Override
        public void connect(Channel channel, HostPort to) {}

        @Override
        public Principal principal(Channel channel) {
            return Principal.NOBODY;
        }
    }

    private ServerConnection from(String address) throws Exception {
        return connections.accept(context, address);
    }

    private ServerConnection thatHasBegun(String address) throws Exception {
        ServerConnection connection = from(address);
        begun.add(connections.last());
        return connection;
    }

    @Test
    public void aHandshakeThatHasBegunOutlastsAFloodOfItsMachine() throws Exception {
        ServerConnection newcomer = thatHasBegun("192.0.2.1");
        List<ServerConnection> flood = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            flood.add(from("192.0.2.1"));
        }
        assertEquals(ConnectionSlot.UNKNOWN, newcomer.connectionSlot());
        assertNull("the oldest of the flood", flood.get(0).connectionSlot());
        assertNotNull(flood.get(99).connectionSlot());
    }

    @Test
    public void handshakesThatHaveBegunLeaveHalfOfThePlacesToThoseThatCome() throws Exception {
        List<ServerConnection> flood = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            flood.add(thatHasBegun("192.0.2.1"));
        }
        List<ServerConnection> newcomers = new ArrayList<>();
        for (int i = 0; i < PLACES / 2; i++) {
            newcomers.add(from("192.0.2.1"));
        }
        newcomers.forEach(newcomer -> assertEquals(ConnectionSlot.UNKNOWN, newcomer.connectionSlot()));
        assertNull("the oldest that has begun", flood.get(96).connectionSlot());
        assertNotNull(flood.get(97).connectionSlot());
    }

    @Test
    public void aConnectionFromAnotherMachineIsNotConcerned() throws Exception {
        ServerConnection other = from("192.0.2.2");
        for (int i = 0; i < 50; i++) {
            thatHasBegun("192.0.2.1");
            from("192.0.2.1");
        }
        assertEquals(ConnectionSlot.UNKNOWN, other.connectionSlot());
    }
}
