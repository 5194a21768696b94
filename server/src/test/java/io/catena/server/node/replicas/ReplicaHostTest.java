package io.catena.server.node.replicas;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.node.requests.PeerCalls;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.replica.SharedLinks;
import io.catena.server.requests.Forwarding;
import io.catena.server.rpc.ConnectionSecurity;
import io.catena.server.rpc.HostPort;
import io.catena.server.rpc.Methods;
import io.catena.server.rpc.Reply;
import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.RpcTransport;
import io.catena.server.rpc.outbound.PeerCallException;
import io.catena.server.rpc.outbound.PeerLimits;
import io.catena.server.rpc.outbound.Peers;
import io.catena.server.runtime.health.NodeDiskWatch;
import io.catena.thrift.Catena;
import io.netty.channel.EventLoopGroup;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class ReplicaHostTest {
    private static final int LIMIT_MILLIS = 10_000;
    private static final Message.Envelope FROM = new Message.Envelope(1, 7, "n", 3);

    private final EventLoopGroup group = RpcTransport.newGroup(task -> new Thread(task, "host-test"));
    private final RpcTransport transport = RpcTransport.of(group, ConnectionSecurity.PLAIN);
    private final Peers peers = new Peers(transport, PeerLimits.defaults(), new RpcCounters(), address -> {});
    private final ChainLayout layout = new ChainLayout("c", 1);
    private final ReplicaHost host = new ReplicaHost(
            new ReplicaHost.Shared(
                    new NodeIdentity("c", "id", "n", 1, new HostPort("localhost", 1)),
                    ReplicaSettings.standard(),
                    transport.loop(),
                    quiet -> {},
                    new SharedLinks(new PeerLinks(peers), (chain, address) -> {}),
                    new Forwarding(new PeerCalls(peers)),
                    null,
                    new NodeDiskWatch(System.nanoTime()),
                    new MembershipKeeper((chain, format, content) -> {}),
                    null,
                    null),
            new ReplicaHost.Own(null, null, new CurrentReplica(), layout, new ReplicaCounters(), null));
    private ServerSocket other;

    @Before
    public void listen() throws Exception {
        other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        other.setSoTimeout(LIMIT_MILLIS);
    }

    @After
    public void end() throws Exception {
        transport.loop().submit(peers::close).sync();
        other.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private Member otherNode() {
        return new Member("other", 1, "127.0.0.1:" + other.getLocalPort());
    }

    private static Configuration configuration(long epoch, Member member) {
        return new Configuration(1, epoch, 1, List.of(member), null, false, Map.of());
    }

    private void send(long id) {
        transport.loop().submit(() -> peers.send(otherNode().address(), FROM, new Message.Query(id)));
    }

    private static void receive(DataInputStream in) throws Exception {
        in.readFully(new byte[in.readInt()]);
    }

    private CompletableFuture<Exception> callOther() {
        CompletableFuture<Exception> failure = new CompletableFuture<>();
        Reply<Long> reply = new Reply<>() {
            @Override
            public void succeed(Long session) {
                failure.completeExceptionally(new AssertionError("no node should answer"));
            }

            @Override
            public void fail(Exception error) {
                failure.complete(error);
            }
        };
        transport
                .loop()
                .submit(() -> peers.call(
                        otherNode().address(), Methods.OPEN_SESSION, new Catena.openSession_args(), 600_000, reply))
                .syncUninterruptibly();
        return failure;
    }

    @Test
    public void aCallPassedOnToAMemberThatTheNextConfigurationLacksEndsLongBeforeItsDeadline() throws Exception {
        host.configurationChanged(configuration(8, otherNode()));
        CompletableFuture<Exception> failure = callOther();
        try (Socket silent = other.accept()) {
            receive(new DataInputStream(silent.getInputStream()));
            host.configurationChanged(configuration(9, new Member("third", 1, "127.0.0.1:1")));
            PeerCallException lost = (PeerCallException) failure.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
            assertTrue(lost.mayHaveBeenDone());
            assertTrue(lost.getMessage(), lost.getMessage().contains("has lost its place in the chain"));
        }
    }

    @Test
    public void aCallPassedOnToAMemberInItsLastLifeEndsWhenThatLifeIsGone() throws Exception {
        host.configurationChanged(configuration(8, otherNode()));
        CompletableFuture<Exception> failure = callOther();
        try (Socket silent = other.accept()) {
            receive(new DataInputStream(silent.getInputStream()));
            host.configurationChanged(
                    configuration(9, new Member("other", 2, otherNode().address())));
            assertTrue(failure.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS) instanceof PeerCallException);
        }
    }

    @Test
    public void aCallPassedOnToAMemberThatStaysGoesOn() throws Exception {
        host.configurationChanged(configuration(8, otherNode()));
        CompletableFuture<Exception> failure = callOther();
        try (Socket silent = other.accept()) {
            DataInputStream in = new DataInputStream(silent.getInputStream());
            receive(in);
            host.configurationChanged(configuration(9, otherNode()));
            callOther();
            receive(in); // on the same connection
            assertFalse(failure.isDone());
        }
    }

    @Test
    public void lateNewsOfAnOlderEpochClosesNoLinkOfTheNewOne() throws Exception {
        host.configurationChanged(configuration(8, otherNode()));
        send(1);
        try (Socket link = other.accept()) {
            link.setSoTimeout(LIMIT_MILLIS);
            DataInputStream in = new DataInputStream(link.getInputStream());
            receive(in);
            host.configurationChanged(configuration(7, new Member("third", 1, "127.0.0.1:1")));
            send(2);
            receive(in);
            host.configurationChanged(configuration(9, new Member("third", 1, "127.0.0.1:1")));
            assertEquals("the link to a member that is not needed is closed", -1, in.read());
        }
        assertEquals(9, layout.epoch());
    }
}
