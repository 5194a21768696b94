package io.catena.server.node;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.Replica;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.StoredState;
import io.catena.server.chain.Versioned;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.chain.WriteCommand;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.storage.StoreClosedException;
import io.catena.server.storage.StoreWriteException;
import io.catena.thrift.catenaConstants;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Drives one life of a replica: takes events to it and carries out its effects. Everything in here happens on the node's
 * event loop, except what is handed to the disk threads; their results come back through the loop, and are dropped if
 * this life is over by then.
 */
final class ReplicaDriver implements Effect.Performer {
    /** What a replica wants from the node it lives on. Called on the event loop. */
    interface Host {
        void send(Member to, Message.Envelope envelope, Message message);

        void disconnect(Member from);

        void report(ReplicaReport report);

        void activate(Configuration configuration);

        void fetchConfiguration();

        /**
         * A step is done.
         *
         * @param quiet as {@link Replica#isQuiet}: else ticks are to come often
         */
        void stepped(boolean quiet);

        /** This life has lost its place in the chain. */
        void removed();

        /** The process must stop: going on could do harm. */
        void halt(String reason, Throwable cause);
    }

    /** Who waits for the answer to a request. */
    interface Waiting<T> {
        void answered(T answer);

        void failed(Failure failure);
    }

    private final Host host;
    private final LoopQueue loop;
    private final DiskThreads disk;
    private final DiskWatch watch;
    private final ReplicaStore store;
    private final ReplicaCounters counters;
    private final Replica replica;
    private final Deque<Function<Replica, List<Effect>>> events = new ArrayDeque<>();
    private final Map<Long, Waiting<List<WriteAnswer>>> writes = new HashMap<>();
    private final Map<Long, Waiting<List<Versioned>>> reads = new HashMap<>();
    private long lastTicket;
    private boolean stepping;
    private boolean over;
    /** As {@link Replica#awaitsDisk}, for the disk's writer. */
    private volatile boolean awaitsDisk = true;

    ReplicaDriver(
            int chain,
            String clusterId,
            Member self,
            ReplicaSettings settings,
            StoredState stored,
            ReplicaStore store,
            DiskThreads disk,
            DiskWatch watch,
            LoopQueue loop,
            ReplicaCounters counters,
            Host host) {
        this.host = host;
        this.loop = loop;
        this.disk = disk;
        this.watch = watch;
        this.store = store;
        this.counters = counters;
        this.replica = new Replica(chain, clusterId, self, settings, stored, store, System.nanoTime());
    }

    // ------------------------------------------------------------------------------------------------- events

    void configuration(Configuration configuration) {
        step(r -> r.onConfiguration(System.nanoTime(), configuration));
    }

    void message(Message.Envelope from, Message message) {
        counters.received(message);
        step(r -> r.onMessage(System.nanoTime(), from, message));
    }

    void peerDown(String address) {
        step(r -> r.onPeerDown(System.nanoTime(), address));
    }

    void tick() {
        if (over) {
            return;
        }
        try {
            store.checkIntact();
        } catch (StoreWriteException e) {
            diskFailed(e);
            return;
        }
        step(r -> r.onTick(System.nanoTime()));
    }

    void activated(long epoch) {
        step(r -> r.onActivated(System.nanoTime(), epoch));
    }

    void leave() {
        step(r -> r.leave(System.nanoTime()));
    }

    void write(List<WriteCommand> commands, long deadlineNanos, Waiting<List<WriteAnswer>> waiting) {
        if (over) {
            waiting.failed(Failure.WRONG_REPLICA);
            return;
        }
        long ticket = ++lastTicket;
        writes.put(ticket, waiting);
        counters.writes(commands.size());
        step(r -> r.write(System.nanoTime(), ticket, commands, deadlineNanos));
    }

    void read(List<Key> keys, long deadlineNanos, Waiting<List<Versioned>> waiting) {
        if (over) {
            waiting.failed(Failure.WRONG_REPLICA);
            return;
        }
        long ticket = ++lastTicket;
        reads.put(ticket, waiting);
        counters.reads(keys.size());
        step(r -> r.read(System.nanoTime(), ticket, keys, deadlineNanos));
    }

    void readStale(List<Key> keys, Waiting<List<Versioned>> waiting) {
        long ticket = ++lastTicket;
        reads.put(ticket, waiting);
        counters.reads(keys.size());
        step(r -> r.readStale(System.nanoTime(), ticket, keys));
    }

    void freeSpace(boolean low) {
        step(r -> r.onFreeSpace(System.nanoTime(), low));
    }

    /** As {@link Replica#isQuiet}. */
    boolean isQuiet() {
        return !over && replica.isQuiet();
    }

    ReplicaView view() {
        return replica.view();
    }

    ReplicaReport report() {
        return replica.report();
    }

    /** As {@link Replica#hopMillis}. */
    long hopMillis() {
        return replica.hopMillis(System.nanoTime());
    }

    /** As {@link Replica#completionMillis}. */
    long completionMillis() {
        return replica.completionMillis(System.nanoTime());
    }

    /** Ends this life: whoever waits is told that nothing is certain, and nothing is carried out any more. */
    void end() {
        over = true;
        List<Waiting<List<WriteAnswer>>> waitingWrites = new ArrayList<>(writes.values());
        List<Waiting<List<Versioned>>> waitingReads = new ArrayList<>(reads.values());
        writes.clear();
        reads.clear();
        waitingWrites.forEach(w -> w.failed(Failure.UNKNOWN));
        waitingReads.forEach(r -> r.failed(Failure.CHANGING));
    }

    /** One event after the other, and all effects of one before the next, also when an effect brings an event at once. */
    private void step(Function<Replica, List<Effect>> event) {
        events.addLast(event);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            while (!over && !events.isEmpty()) {
                perform(events.removeFirst().apply(replica));
            }
            awaitsDisk = replica.awaitsDisk();
        } catch (RuntimeException e) {
            over = true;
            host.halt("a rule of the protocol is broken: " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            over = true;
            host.halt("out of memory; give the process more, or fewer connections", e);
        } catch (Error e) {
            over = true;
            host.halt("this Java cannot go on: " + e, e);
        } finally {
            stepping = false;
        }
        if (!over) {
            host.stepped(replica.isQuiet());
        }
    }

    /** An effect may end this life; those behind it are void. */
    private void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            if (over) {
                return;
            }
            effect.perform(this);
        }
    }

    /** On the disk's writer, whose time is measured. */
    private void onWriter(Supplier<Function<Replica, List<Effect>>> work) {
        watch.begins(System.nanoTime());
        onDisk(disk.writer(), work, () -> awaitsDisk, watch::ends, this::diskFailed);
    }

    /** As {@link #onWriter} for what first removes all that was there: how long that takes says nothing about the disk. */
    private void onWriterAtLength(Supplier<Function<Replica, List<Effect>>> work) {
        onDisk(disk.writer(), work, () -> true, endNanos -> {}, this::diskFailed);
    }

    private void onReader(Supplier<Function<Replica, List<Effect>>> work) {
        onDisk(disk.reader(), work, () -> true, endNanos -> {}, this::readFailed);
    }

    /**
     * Runs on a disk thread, and brings its result back to the loop as an event, behind {@code succeeded}, which is told
     * when the work ended.
     */
    private void onDisk(
            Executor thread,
            Supplier<Function<Replica, List<Effect>>> work,
            BooleanSupplier awaited,
            LongConsumer succeeded,
            Consumer<Throwable> failed) {
        thread.execute(() -> {
            try {
                Function<Replica, List<Effect>> event = work.get();
                long endNanos = System.nanoTime();
                loop.add(
                        () -> {
                            succeeded.accept(endNanos);
                            step(event);
                        },
                        awaited);
            } catch (RuntimeException | Error e) {
                loop.add(() -> failed.accept(e));
            }
        });
    }

    /** What a life that is over wanted to read, the next one may have removed. */
    private void readFailed(Throwable e) {
        if (!over) {
            diskFailed(e);
        }
    }

    /** Also when this life is over: what a failed write has left must not be read by the next one. */
    private void diskFailed(Throwable e) {
        boolean closed = over && e instanceof StoreClosedException;
        over = true;
        if (!closed) {
            host.halt("the disk failed: " + e.getMessage(), e);
        }
    }

    // ------------------------------------------------------------------------------------------------- effects

    @Override
    public void send(Effect.Send send) {
        host.send(send.to(), send.envelope(), send.message());
    }

    @Override
    public void disconnect(Effect.Disconnect disconnect) {
        host.disconnect(disconnect.from());
    }

    @Override
    public void writeDisk(Effect.WriteDisk write) {
        counters.synced(write.write().append().size());
        Supplier<Function<Replica, List<Effect>>> work = () -> {
            store.write(write.write());
            long firstLogSeq = store.firstLogSeq();
            return r -> r.onDiskDone(System.nanoTime(), firstLogSeq);
        };
        if (write.write().reset()) {
            onWriterAtLength(work);
        } else {
            onWriter(work);
        }
    }

    @Override
    public void installChunk(Effect.InstallChunk install) {
        counters.synced(0);
        Supplier<Function<Replica, List<Effect>>> work = () -> {
            store.installChunk(install.chunk(), install.lineage(), install.epoch());
            long firstLogSeq = store.firstLogSeq();
            return r -> r.onDiskDone(System.nanoTime(), firstLogSeq);
        };
        if (install.chunk().after() == null) {
            onWriterAtLength(work);
        } else {
            onWriter(work);
        }
    }

    @Override
    public void readLog(Effect.ReadLog read) {
        onReader(() -> {
            var records = store.readLog(read.fromSeq(), read.maxBytes());
            return r -> r.onLogRead(System.nanoTime(), read.link(), records);
        });
    }

    @Override
    public void readChunk(Effect.ReadChunk read) {
        counters.chunkRead();
        onReader(() -> {
            var chunk = store.readChunk(read.seq(), read.after(), read.maxBytes());
            return r -> r.onChunkRead(System.nanoTime(), read.link(), chunk);
        });
    }

    @Override
    public void readStore(Effect.ReadStore read) {
        List<Versioned> values = new ArrayList<>(read.keys().size());
        long bytes = 0;
        for (Key key : read.keys()) {
            Versioned value = store.get(key);
            values.add(value);
            bytes += value.exists() ? value.value().length : 0;
            if (bytes > catenaConstants.MAX_BATCH_BYTES) {
                break;
            }
        }
        step(r -> r.onStoreRead(System.nanoTime(), read.ticket(), values));
    }

    @Override
    public void writesAnswered(Effect.WritesAnswered answered) {
        writes.remove(answered.ticket()).answered(answered.answers());
    }

    @Override
    public void readsAnswered(Effect.ReadsAnswered answered) {
        reads.remove(answered.ticket()).answered(answered.values());
    }

    @Override
    public void failed(Effect.Failed failed) {
        Waiting<?> waiting = writes.remove(failed.ticket());
        if (waiting == null) {
            waiting = reads.remove(failed.ticket());
        }
        waiting.failed(failed.failure());
    }

    @Override
    public void report(Effect.Report report) {
        host.report(report.report());
    }

    @Override
    public void activate(Effect.Activate activate) {
        host.activate(activate.configuration());
    }

    @Override
    public void fetchConfiguration(Effect.FetchConfiguration fetch) {
        host.fetchConfiguration();
    }

    @Override
    public void removed(Effect.Removed removed) {
        host.removed();
    }

    @Override
    public void halt(Effect.Halt halt) {
        host.halt(halt.reason(), null);
    }
}
