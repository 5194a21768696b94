package io.catena.server.node;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.rpc.HostPort;
import io.catena.server.rpc.PeerLimits;
import io.catena.server.rpc.Peers;
import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.RpcTransport;
import io.netty.channel.EventLoopGroup;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class LivesTest {
    private static final int LIMIT_MILLIS = 10_000;
    private static final Message.Envelope FROM = new Message.Envelope(1, 7, "n", 3);

    private final EventLoopGroup group = RpcTransport.newGroup(task -> new Thread(task, "lives-test"));
    private final RpcTransport transport = RpcTransport.of(group);
    private final Peers peers = new Peers(transport, PeerLimits.defaults(), new RpcCounters(), address -> {});
    private final ChainLayout layout = new ChainLayout("c", 1);
    private final Lives lives = new Lives(
            new NodeIdentity("c", "id", "n", new HostPort("localhost", 1)),
            ReplicaSettings.standard(),
            transport.loop(),
            peers,
            null,
            null,
            new ReplicaCounters(),
            new LocalReplica(),
            layout,
            new MembershipKeeper(content -> {}),
            null,
            null);
    private ServerSocket other;

    @Before
    public void listen() throws Exception {
        other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        other.setSoTimeout(LIMIT_MILLIS);
    }

    @After
    public void end() throws Exception {
        lives.close();
        transport.loop().submit(peers::close).sync();
        other.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private Member otherNode() {
        return new Member("other", 1, "127.0.0.1:" + other.getLocalPort());
    }

    private static Configuration configuration(long epoch, Member member) {
        return new Configuration(1, epoch, 1, List.of(member), null, true, Map.of());
    }

    private void send(long id) {
        transport.loop().submit(() -> peers.send(otherNode().address(), FROM, new Message.Query(id)));
    }

    private static void receive(DataInputStream in) throws Exception {
        in.readFully(new byte[in.readInt()]);
    }

    @Test
    public void lateNewsOfAnOlderEpochClosesNoLinkOfTheNewOne() throws Exception {
        lives.configurationChanged(configuration(8, otherNode()));
        send(1);
        try (Socket link = other.accept()) {
            link.setSoTimeout(LIMIT_MILLIS);
            DataInputStream in = new DataInputStream(link.getInputStream());
            receive(in);
            lives.configurationChanged(configuration(7, new Member("third", 1, "127.0.0.1:1")));
            send(2);
            receive(in);
            lives.configurationChanged(configuration(9, new Member("third", 1, "127.0.0.1:1")));
            assertEquals("who is needed no more is left", -1, in.read());
        }
        assertEquals(9, layout.epoch());
    }
}
