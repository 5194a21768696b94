package io.catena.server.node.replicas;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.After;
import org.junit.Test;

/** Replicas belong to their loop alone. */
public class CarriedReplicasTest {
    private final EventLoop loop = new DefaultEventLoop();
    private final CarriedReplicas carried = new CarriedReplicas(loop);

    @After
    public void end() throws Exception {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private static void isRefused(Runnable access) {
        Invariant.Broken broken = assertThrows(Invariant.Broken.class, access::run);
        assertTrue(broken.getMessage(), broken.getMessage().contains("by their loop only"));
    }

    @Test
    public void whatAnotherThreadDoesToThemFailsLoudly() {
        isRefused(() -> carried.add(null));
        isRefused(() -> carried.remove(1));
        isRefused(() -> carried.of(1));
        isRefused(carried::all);
        isRefused(carried::lives);
        isRefused(() -> carried.received(new Message.Envelope(1, 1, "a", 1), new Message.Query(1), 1));
        isRefused(() -> carried.peerDown("h:1"));
        isRefused(() -> carried.tick(1, 1));
        isRefused(carried::end);
        isRefused(() -> carried.lookAtAll(host -> host, all -> {}));
    }

    @Test
    public void onTheirLoopTheyAreLookedAtAtOnce() throws Exception {
        AtomicReference<Object> all = new AtomicReference<>();
        AtomicReference<Object> one = new AtomicReference<>("not told");
        loop.submit(() -> {
                    carried.lookAtAll(ReplicaHost::chain, all::set);
                    carried.lookAt(1, ReplicaHost::chain, one::set);
                })
                .sync();
        assertEquals(List.of(), all.get());
        assertNull("there is no replica of it", one.get());
    }

    @Test
    public void whatOtherThreadsAreGivenOfALayoutDoesNotChangeAnyMore() {
        ChainLayout layout = new ChainLayout("c", 7);
        layout.configuration(configuration(3));
        layout.activated(2);
        layout.note("waits for a");
        ChainLayout copy = layout.copy();
        layout.configuration(configuration(4));
        layout.activated(4);
        layout.note("");
        assertNotSame(layout, copy);
        assertEquals(7, copy.chain());
        assertEquals(3, copy.epoch());
        assertEquals(2, copy.activatedEpoch());
        assertEquals("waits for a", copy.note());
        assertNull("nothing is known", new ChainLayout("c", 1).copy().configuration());
    }

    private static Configuration configuration(long epoch) {
        return new Configuration(7, epoch, 1, List.of(new Member("a", 1, "h:1")), null, true, Map.of());
    }
}
