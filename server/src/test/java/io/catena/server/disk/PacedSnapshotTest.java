package io.catena.server.disk;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Key;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.replica.ReplicaDisk;
import io.catena.server.runtime.Scheduler;
import io.catena.server.runtime.health.DiskWatch;
import io.catena.server.runtime.health.NodeDiskWatch;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.storage.leveldb.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Replicas of one node read the pieces of their snapshots no faster, together, than the node is to send them (S8). */
public class PacedSnapshotTest {
    private static final int MEGABYTE = 1 << 20;
    private static final int PIECES = 8;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Event> events = new ArrayList<>();
    private final List<Later> later = new ArrayList<>();
    private final SnapshotPace pace = SnapshotPace.of(MEGABYTE);
    private long nowNanos;
    private ReplicaStore store;

    private record Later(long dueNanos, Runnable task) {}

    private final class Time implements Scheduler {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void schedule(long delayNanos, Runnable task) {
            later.add(new Later(nowNanos + delayNanos, task));
        }
    }

    private final class Heard implements ReplicaDisk.Listener {
        @Override
        public void done(Event event) {
            events.add(event);
        }

        @Override
        public void writeFailed(Throwable e) {
            throw new AssertionError(e);
        }

        @Override
        public void readFailed(Throwable e) {
            throw new AssertionError(e);
        }

        @Override
        public boolean awaitsDisk() {
            return true;
        }
    }

    @Before
    public void aStoreWithLargeValues() {
        store = ReplicaStore.open(folder.getRoot().toPath().resolve("store"), Engine.IQ80, 0);
        store.recover();
        Key after = null;
        for (int i = 0; i < PIECES; i++) {
            Key key = new Key(new byte[] {(byte) i});
            List<SnapshotChunk.Entry> entries = List.of(new SnapshotChunk.Entry(key, new byte[MEGABYTE - 1], 1));
            boolean last = i == PIECES - 1;
            byte[] sessions = last ? new byte[0] : null;
            store.installChunk(new SnapshotChunk(1, 1, after, entries, last, sessions, 0), 1, 1);
            after = key;
        }
    }

    @After
    public void close() {
        store.close();
    }

    private StoreDisk replica() {
        QueueOfTest threads = new QueueOfTest(Runnable::run, 1, () -> {});
        return new StoreDisk(
                store,
                new StoreDisk.Ports(threads, new ReplicaWrites(threads), new LoopOfTest(), () -> nowNanos, new Time()),
                new DiskWatch(nowNanos, new NodeDiskWatch(nowNanos)),
                new StoreDisk.OfNode(new LookUps(threads, ReadBounds.standard()), pace),
                new Heard());
    }

    private static void read(StoreDisk replica, int piece) {
        Key after = piece == 0 ? null : new Key(new byte[] {(byte) (piece - 1)});
        replica.readChunk(new Effect.ReadChunk(1, 1, after, MEGABYTE));
    }

    private void pass(long millis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
        List<Later> due =
                later.stream().filter(one -> one.dueNanos() <= nowNanos).toList();
        later.removeAll(due);
        due.forEach(one -> one.task().run());
    }

    @Test
    public void thePieceOfAnotherReplicaWaitsForTheTimeThatTheFirstOneTakes() {
        read(replica(), 0);
        assertEquals(1, events.size());
        read(replica(), 0);
        assertEquals(1, events.size());
        pass(1_000 - SnapshotPace.KEPT_MILLIS - 1);
        assertEquals(1, events.size());
        pass(1);
        assertEquals(2, events.size());
    }

    @Test
    public void ofReplicasThatWaitTogetherOneGoesOnAtATime() {
        read(replica(), 0);
        read(replica(), 0);
        read(replica(), 0);
        assertEquals(1, events.size());
        pass(1_000);
        assertEquals(2, events.size());
        pass(1_000);
        assertEquals(3, events.size());
    }

    @Test
    public void theNextPieceOfAReplicaWaitsLikewise() {
        StoreDisk replica = replica();
        read(replica, 0);
        pass(1_000);
        read(replica, 1);
        read(replica, 2);
        assertEquals(2, events.size());
        pass(1_000);
        assertEquals(3, events.size());
    }

    /** The link was opened anew meanwhile. */
    @Test
    public void ofPiecesThatWereAskedForWhileOneWaitedTheLastOneIsRead() {
        StoreDisk replica = replica();
        read(replica, 0);
        read(replica, 1);
        read(replica, 2);
        pass(5_000);
        assertEquals(2, events.size());
        SnapshotChunk found = ((Event.ChunkRead) events.get(1)).chunk();
        assertEquals(new Key(new byte[] {2}), found.cursor());
    }

    @Test
    public void whatWaitsWhenTheLifeIsOverIsNotRead() {
        StoreDisk replica = replica();
        read(replica, 0);
        read(replica, 1);
        replica.end();
        pass(5_000);
        assertEquals(1, events.size());
        assertEquals("it takes nothing of the rate", 0, pace.waitNanos(nowNanos));
    }
}
