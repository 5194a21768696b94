package io.catena.server.node.replicas;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Event;
import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.Origin;
import io.catena.server.chain.PartialSnapshot;
import io.catena.server.chain.Replica;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.chain.WriteCommand;
import io.catena.server.disk.ReplicaWrites;
import io.catena.server.disk.SnapshotPace;
import io.catena.server.disk.StoreDisk;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.replica.ReplicaDriver;
import io.catena.server.replica.SilentHost;
import io.catena.server.replica.Waiting;
import io.catena.server.runtime.health.DiskWatch;
import io.catena.server.runtime.health.NodeDiskWatch;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.storage.leveldb.Engine;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A replica's driver on a real store; the test's thread is the event loop. */
public class StoreDiskTest {
    private static final Member SELF = new Member("n", 1, "host-n:1");
    private static final Member OTHER = new Member("o", 2, "host-o:1");
    private static final String CLUSTER = "c";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final DiskThreads disk = new DiskThreads(SnapshotPace.unbounded());
    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final List<Message> sent = new ArrayList<>();
    private final List<String> halted = new ArrayList<>();
    private final CountDownLatch diskIsFree = new CountDownLatch(1);
    private final long startNanos = System.nanoTime();
    private final DiskWatch watch = new DiskWatch(startNanos, new NodeDiskWatch(startNanos));
    private Error brokenJava;
    private ReplicaStore store;
    private ReplicaDriver driver;

    private final class Host extends SilentHost {
        @Override
        public void send(Member to, Message.Envelope envelope, Message message) {
            if (brokenJava != null) {
                throw brokenJava;
            }
            sent.add(message);
        }

        @Override
        public void linkDropped(Member from, String reason) {
            throw new AssertionError(from + ": " + reason);
        }

        @Override
        public void halt(String reason, Throwable cause) {
            halted.add(reason);
        }
    }

    @Before
    public void begin() {
        store = ReplicaStore.open(folder.getRoot().toPath().resolve("store"), Engine.IQ80, 0);
        LoopQueue tasks = new LoopQueue(loop::add, loop::add, loop::add);
        driver = new ReplicaDriver(
                new Replica(1, CLUSTER, SELF, ReplicaSettings.standard(), store.recover(), System.nanoTime()),
                System::nanoTime,
                listener -> new StoreDisk(
                        store,
                        new StoreDisk.Ports(disk, new ReplicaWrites(disk), tasks, System::nanoTime, null),
                        watch,
                        disk.shared(),
                        listener),
                tasks::inNextTurn,
                new ReplicaCounters(),
                new Host());
    }

    @After
    public void end() {
        diskIsFree.countDown();
        disk.close();
        store.close();
    }

    private static Configuration configuration(Member member, Member joining) {
        return new Configuration(1, 1, 1, List.of(member), joining, true, Map.of());
    }

    private void receive(Message message) {
        driver.message(new Message.Envelope(1, 1, OTHER.nodeId(), OTHER.life()), message);
    }

    /** Blocks the thread, so that tasks given to it after this call wait. */
    private void hold(ExecutorService thread) {
        thread.execute(() -> {
            try {
                diskIsFree.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Runs the tasks that the disk threads add to the loop until the condition holds. */
    private void runUntil(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            Runnable next = loop.poll(10, TimeUnit.SECONDS);
            assertTrue("nothing comes", next != null);
            next.run();
        }
    }

    private void runWhatHasCome() {
        for (Runnable next = loop.poll(); next != null; next = loop.poll()) {
            next.run();
        }
    }

    private void writerComesToRest() throws Exception {
        do {
            runWhatHasCome();
            disk.atLength().submit(() -> {}).get();
            disk.writer().submit(() -> {}).get();
        } while (!loop.isEmpty());
    }

    /** How long the disk hangs, as the watch says after this number of seconds in which nothing else happens. */
    private long hungMillisAfter(int seconds) {
        long nowNanos = startNanos;
        for (int tick = 0; tick < 50 * seconds; tick++) {
            nowNanos += TimeUnit.MILLISECONDS.toNanos(20);
            watch.tick(nowNanos, false);
        }
        return watch.hungMillis(nowNanos);
    }

    private static SnapshotChunk piece(Key after, String key) {
        SnapshotChunk.Entry entry = new SnapshotChunk.Entry(new Key(key.getBytes()), new byte[1], 1);
        return new SnapshotChunk(5, 5, after, List.of(entry), false, null, 50);
    }

    /** If look-ups of large values were kept after the end of the life, they would fill the memory of the node. */
    @Test
    public void whatComesWhenTheLifeIsOverIsNotKept() {
        driver.end();
        WeakReference<List<VersionedValue>> late = lateValues();
        Awaitility.await("the values are let go").until(() -> {
            System.gc();
            return late.get() == null;
        });
    }

    private WeakReference<List<VersionedValue>> lateValues() {
        List<VersionedValue> values = new ArrayList<>(List.of(new VersionedValue(new byte[1 << 20], 1)));
        driver.done(new Event.StoreRead(1, values));
        return new WeakReference<>(values);
    }

    // ---- as the head of a chain of one

    private List<WriteAnswer> exchange(long connection, String key, boolean wantPrevious) {
        WriteCommand put = new WriteCommand(
                LoggedWrite.Kind.PUT, new Key(key.getBytes()), new byte[] {1}, null, null, wantPrevious);
        List<WriteAnswer> answers = new ArrayList<>();
        driver.write(new Origin("client", connection), List.of(put), Long.MAX_VALUE, new Waiting<>() {
            @Override
            public void answered(List<WriteAnswer> answer) {
                answers.addAll(answer);
            }

            @Override
            public void failed(Failure failure) {
                throw new AssertionError(failure);
            }
        });
        return answers;
    }

    @Test
    public void aDiskThatDoesNotAnswerALookUpDelaysOnlyTheRequestThatNeedsIt() throws Exception {
        driver.configuration(configuration(SELF, null));
        writerComesToRest();
        for (int i = 0; i < DiskThreads.LOOK_UP_THREADS; i++) {
            hold(disk.lookUps());
        }
        List<WriteAnswer> wants = exchange(1, "k", true);
        List<WriteAnswer> other = exchange(2, "l", false);
        runUntil(() -> !other.isEmpty());
        driver.tick();
        assertEquals(List.of(), wants);
        diskIsFree.countDown();
        runUntil(() -> !wants.isEmpty());
        assertEquals(0, wants.get(0).previous().version());
    }

    /** What is committed is applied by a write that syncs nothing. */
    @Test
    public void aDiskThatHangsWhileNothingIsSyncedIsSeen() throws Exception {
        driver.configuration(configuration(SELF, null));
        writerComesToRest();
        List<WriteAnswer> answers = exchange(1, "k", false);
        runUntil(() -> !answers.isEmpty());
        hold(disk.writer());
        Awaitility.await("it is applied some time after it is committed").until(() -> {
            driver.tick();
            return hungMillisAfter(10) >= 9_000;
        });
    }

    // ---- as the feeder of a joining replica

    private void aReadIsUnderWay() throws Exception {
        hold(disk.reader());
        driver.configuration(configuration(SELF, OTHER));
        assertTrue(sent.toString(), sent.get(0) instanceof Message.Open);
        long link = ((Message.Open) sent.get(0)).link();
        receive(new Message.Opened(link, 0, 0, new PartialSnapshot(0, null)));
        writerComesToRest();
    }

    @Test
    public void aReadThatFailsEndsTheProcess() throws Exception {
        aReadIsUnderWay();
        store.installChunk(piece(null, "k"), 1, 1);
        diskIsFree.countDown();
        runUntil(() -> !halted.isEmpty());
        assertTrue(halted.toString(), halted.get(0).startsWith("the disk failed"));
    }

    @Test
    public void aReadOfALifeThatIsOverFindsWhatTheNextOneHasLeftAndEndsNothing() throws Exception {
        aReadIsUnderWay();
        driver.end();
        store.installChunk(piece(null, "k"), 1, 1);
        diskIsFree.countDown();
        loop.poll(10, TimeUnit.SECONDS).run();
        assertEquals(List.of(), halted);
    }

    @Test
    public void anErrorInTheMidstOfAStepEndsTheProcess() {
        brokenJava = new LinkageError("half a class");
        driver.configuration(configuration(SELF, OTHER));
        assertEquals(1, halted.size());
        assertTrue(halted.get(0), halted.get(0).contains("half a class"));
    }

    // ---- as a joining replica

    private void joins() throws Exception {
        driver.configuration(configuration(OTHER, SELF));
        receive(new Message.Open(CLUSTER, 1, 1, 1));
        writerComesToRest();
    }

    @Test
    public void theRemovalOfWhatWasThereBeforeASnapshotIsNoDiskThatHangs() throws Exception {
        joins();
        hold(disk.atLength());
        receive(new Message.Chunk(1, piece(null, "k")));
        assertEquals(0, hungMillisAfter(10));
        diskIsFree.countDown();
        runUntil(() -> sent.stream().anyMatch(m -> m instanceof Message.ChunkInstalled));
    }

    @Test
    public void aDiskThatHangsLaterInASnapshotIsSeen() throws Exception {
        joins();
        receive(new Message.Chunk(1, piece(null, "k")));
        runUntil(() -> sent.stream().anyMatch(m -> m instanceof Message.ChunkInstalled));
        hold(disk.atLength());
        receive(new Message.Chunk(1, piece(new Key("k".getBytes()), "l")));
        assertTrue(hungMillisAfter(10) >= 9_000);
    }
}
