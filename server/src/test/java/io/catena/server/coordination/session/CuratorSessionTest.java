package io.catena.server.coordination.session;

import static io.catena.server.coordination.ZooKeeperRig.life;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.ZooKeeperRig;
import io.catena.server.registration.ZnodeReading;
import io.catena.server.registration.ZnodeReading.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.Rule;
import org.junit.Test;

/** Curator's client behind the port of a session. */
public class CuratorSessionTest {
    @Rule
    public final ZooKeeperRig rig = new ZooKeeperRig();

    private final Queue<String> changed = new ConcurrentLinkedQueue<>();

    private static OptionalLong catchUp(CuratorSession session) {
        List<OptionalLong> answers = new ArrayList<>();
        session.catchUp(answers::add);
        assertEquals(1, answers.size());
        return answers.get(0);
    }

    private static <T> ZnodeReading<T> read(BlockingReadableZnode<T> znode) {
        List<ZnodeReading<T>> readings = new ArrayList<>();
        znode.read(readings::add);
        assertEquals(1, readings.size());
        return readings.get(0);
    }

    @Test
    public void whatIsReadInAnotherSessionThanTheOneThatHasCaughtUpDoesNotCount() throws Exception {
        Cluster cluster = rig.connect();
        CuratorSession session = new CuratorSession(cluster, changed::add);
        BlockingReadableZnode<String> znode =
                new BlockingReadableZnode<>(session, cluster.znodes().root(), () -> Optional.of("content"));
        assertEquals("it has not caught up yet", Outcome.NO_ANSWER, read(znode).outcome());
        OptionalLong first = catchUp(session);
        assertEquals(OptionalLong.of(cluster.calls().sessionId()), first);
        assertEquals(ZnodeReading.of(Optional.of("content")), read(znode));
        rig.expire(cluster);
        await().until(() -> cluster.calls().sessionId() != first.getAsLong()
                && cluster.calls().isServed());
        assertEquals(Outcome.NO_ANSWER, read(znode).outcome());
        assertTrue(catchUp(session).getAsLong() != first.getAsLong());
        assertEquals(Outcome.READ, read(znode).outcome());
    }

    @Test
    public void eachChangeOfAWatchedZnodeIsToldWhetherItIsThereOrNot() throws Exception {
        Cluster cluster = rig.connect();
        CuratorSession session = new CuratorSession(cluster, changed::add);
        String path = rig.znodes().node("a");
        List<Boolean> done = new ArrayList<>();
        session.watch(List.of(path), done::add);
        assertEquals(List.of(true), done);
        rig.node("a").register(life("a", 1));
        await().until(() -> changed.contains(path));
    }
}
