package io.catena.server.node;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Failure;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Key;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.Origin;
import io.catena.server.chain.Replica;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.Space;
import io.catena.server.chain.StoredState;
import io.catena.server.chain.Versioned;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.chain.WriteCommand;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.storage.StoreClosedException;
import io.catena.server.storage.StoreWriteException;
import io.catena.server.trace.ReplicaTrace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * Drives one life of a replica: takes events to it and carries out its effects. Everything in here happens on the node's
 * event loop, except what is handed to the disk threads; their results come back through the loop, and are dropped if
 * this life is over by then.
 */
final class ReplicaDriver implements Effect.Performer, DiskWork.Listener {
    /** What a replica wants from the node it lives on. Called on the event loop. */
    interface Host {
        void send(Member to, Message.Envelope envelope, Message message);

        void disconnect(Member from);

        void report(ReplicaReport report);

        void activate(Effect.Activate wish);

        void fetchConfiguration();

        /**
         * A step is done.
         *
         * @param quiet as {@link Replica#isQuiet}: else ticks are to come often
         */
        void stepped(boolean quiet);

        /** This life has lost its place in the chain. */
        void removed();

        /** The link to a member was dropped, because what it said cannot be true. */
        void linkDropped(Member from, String reason);

        /** The process must stop: going on could do harm. */
        void halt(String reason, Throwable cause);
    }

    private final Host host;
    private final DiskWork work;
    private final LoopQueue loop;
    private final ReplicaStore store;
    private final StoreReads reads;
    private final ReplicaCounters counters;
    private final Replica replica;
    /** Null where nobody wants one. */
    private final ReplicaTrace trace;

    private final Deque<Event> events = new ArrayDeque<>();
    private final Tickets tickets = new Tickets();
    private boolean stepping;
    private boolean over;
    /** As {@link Replica#awaitsDisk}, for the disk's writer. */
    private volatile boolean awaitsDisk = true;

    /** @param traceLines take down what the replica is told and does; null if nobody wants it */
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
            ReplicaTrace.Lines traceLines,
            Host host) {
        this.host = host;
        this.loop = loop;
        this.work = new DiskWork(disk, watch, loop, this);
        this.store = store;
        this.reads = new StoreReads(store, disk, loop, this);
        this.counters = counters;
        long nowNanos = System.nanoTime();
        this.trace = traceLines == null
                ? null
                : new ReplicaTrace(traceLines, chain, clusterId, self, settings, stored, nowNanos);
        this.replica = new Replica(chain, clusterId, self, settings, stored, nowNanos);
    }

    // ------------------------------------------------------------------------------------------------- events

    void configuration(Configuration configuration) {
        step(new Event.Configured(configuration));
    }

    void message(Message.Envelope from, Message message) {
        counters.received(message);
        step(new Event.Received(from, message));
    }

    void peerDown(String address) {
        step(new Event.PeerDown(address));
    }

    void tick() {
        if (over) {
            return;
        }
        try {
            store.checkIntact();
        } catch (StoreWriteException e) {
            writeFailed(e);
            return;
        }
        step(new Event.Tick());
    }

    void activated(Effect.Activate done) {
        step(new Event.Activated(done.configuration().epoch(), done.committed()));
    }

    void leave() {
        step(new Event.Leave());
    }

    void write(
            Origin origin,
            List<WriteCommand> commands,
            long deadlineNanos,
            Tickets.Waiting<List<WriteAnswer>> waiting) {
        if (over) {
            waiting.failed(Failure.WRONG_REPLICA);
            return;
        }
        long ticket = tickets.forWrites(waiting);
        counters.writes(commands.size());
        step(new Event.Write(ticket, origin, commands, deadlineNanos));
    }

    void read(Origin origin, List<Key> keys, long deadlineNanos, Tickets.Waiting<List<Versioned>> waiting) {
        if (over) {
            waiting.failed(Failure.WRONG_REPLICA);
            return;
        }
        long ticket = tickets.forReads(waiting);
        counters.reads(keys.size());
        step(new Event.Read(ticket, origin, keys, deadlineNanos));
    }

    void readStale(Origin origin, List<Key> keys, Tickets.Waiting<List<Versioned>> waiting) {
        long ticket = tickets.forReads(waiting);
        counters.reads(keys.size());
        step(new Event.ReadStale(ticket, origin, keys));
    }

    void freeSpace(Space space) {
        step(new Event.SpaceChanged(space));
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

    /** Whether the replica counts in the epoch that it has adopted. */
    boolean isMember() {
        ReplicaView view = replica.view();
        return view.configuration() != null
                && view.position() >= 0
                && view.position() < view.configuration().members().size();
    }

    /** As {@link Replica#completionMillis}. */
    long completionMillis() {
        return replica.completionMillis(System.nanoTime());
    }

    /** How long a lease is in the epoch that the replica has adopted; 0 before the first. */
    int leaseMillis() {
        Configuration configuration = replica.view().configuration();
        return configuration == null ? 0 : configuration.leaseMillis();
    }

    /** Ends this life: whoever waits is told that nothing is certain, and nothing is carried out any more. */
    void end() {
        over = true;
        reads.end();
        tickets.failAll();
    }

    /** One event after the other, and all effects of one before the next, also when an effect brings an event at once. */
    private void step(Event event) {
        if (over) {
            // Nobody would ever take it: what is still looked up would fill the memory.
            events.clear();
            return;
        }
        events.addLast(event);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            while (!over && !events.isEmpty()) {
                perform(tell(events.removeFirst()));
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

    private List<Effect> tell(Event event) {
        long nowNanos = System.nanoTime();
        try {
            List<Effect> effects = replica.step(nowNanos, event);
            if (trace != null) {
                trace.stepped(nowNanos, event, effects);
            }
            return effects;
        } catch (Invariant.Broken e) {
            if (trace != null) {
                trace.broke(nowNanos, event, e.getMessage());
            }
            throw e;
        }
    }

    @Override
    public void done(Event event) {
        step(event);
    }

    @Override
    public boolean awaitsDisk() {
        return awaitsDisk;
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

    /** What a life that is over wanted to read, the next one may have removed. */
    @Override
    public void readFailed(Throwable e) {
        if (!over) {
            writeFailed(e);
        }
    }

    /** Also when this life is over: what a failed write has left must not be read by the next one. */
    @Override
    public void writeFailed(Throwable e) {
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
        Supplier<Event> cycle = () -> {
            store.write(write.write());
            long firstLogSeq = store.firstLogSeq();
            return new Event.DiskDone(firstLogSeq);
        };
        if (write.write().appliesOnly()) {
            work.apply(cycle);
            return;
        }
        counters.synced(write.write().append().size());
        if (write.write().reset()) {
            work.writeAtLength(cycle);
        } else {
            work.write(cycle);
        }
    }

    @Override
    public void installChunk(Effect.InstallChunk install) {
        counters.synced(0);
        Supplier<Event> cycle = () -> {
            store.installChunk(install.chunk(), install.lineage(), install.epoch());
            long firstLogSeq = store.firstLogSeq();
            return new Event.DiskDone(firstLogSeq);
        };
        if (install.chunk().after() == null) {
            work.writeAtLength(cycle);
        } else {
            work.write(cycle);
        }
    }

    @Override
    public void readLog(Effect.ReadLog read) {
        work.read(() -> {
            var records = store.readLog(read.fromSeq(), read.maxBytes());
            return new Event.LogRead(read.link(), records);
        });
    }

    @Override
    public void readChunk(Effect.ReadChunk read) {
        counters.chunkRead();
        work.read(() -> {
            var chunk = store.readChunk(read.seq(), read.after(), read.maxBytes());
            return new Event.ChunkRead(read.link(), chunk);
        });
    }

    @Override
    public void readStore(Effect.ReadStore read) {
        reads.read(read);
    }

    @Override
    public void goOn(Effect.GoOn goOn) {
        loop.inNextTurn(() -> step(new Event.GoOn()));
    }

    @Override
    public void writesAnswered(Effect.WritesAnswered answered) {
        tickets.answerWrites(answered.ticket(), answered.answers());
    }

    @Override
    public void readsAnswered(Effect.ReadsAnswered answered) {
        tickets.answerReads(answered.ticket(), answered.values());
    }

    @Override
    public void failed(Effect.Failed failed) {
        tickets.fail(failed.ticket(), failed.failure());
    }

    @Override
    public void report(Effect.Report report) {
        host.report(report.report());
    }

    @Override
    public void activate(Effect.Activate activate) {
        host.activate(activate);
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
    public void linkDropped(Effect.LinkDropped dropped) {
        counters.linkDropped(dropped, System.nanoTime());
        host.linkDropped(dropped.from(), dropped.reason());
    }

    @Override
    public void halt(Effect.Halt halt) {
        host.halt(halt.reason(), null);
    }
}
