package io.catena.server.replica;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.Origin;
import io.catena.server.chain.Protocol;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.Space;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.chain.WriteCommand;
import io.catena.server.runtime.Clock;
import io.catena.server.runtime.health.HealthWatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Drives one life of a replica: takes events to it and carries out its effects. Everything in here happens on the
 * replica's loop; events that come when this life is over are dropped.
 */
public final class ReplicaDriver implements Effect.Performer, ReplicaDisk.Listener {
    /** What a replica needs of its node. Called on the replica's loop. */
    public interface Host {
        void send(Member to, Message.Envelope envelope, Message message);

        void disconnect(Member from);

        void report(ReplicaReport report);

        void activate(Effect.Activate wish);

        void fetchConfiguration();

        /**
         * A step is done.
         *
         * @param quiet as {@link Protocol#isQuiet}: else ticks are to come often
         */
        void stepped(boolean quiet);

        /** This life has lost its place in the chain. */
        void removed();

        /** The link to a member was dropped, because what it said cannot be true. */
        void linkDropped(Member from, String reason);

        /** The process must stop: going on could do harm. */
        void halt(String reason, Throwable cause);
    }

    private final Protocol replica;
    private final Clock clock;
    private final ReplicaDisk disk;
    private final Executor nextTurn;
    private final ReplicaCounters counters;
    private final Host host;

    private final Deque<Event> events = new ArrayDeque<>();
    private final PendingRequests pending = new PendingRequests();
    private boolean stepping;
    private boolean over;
    /** As {@link Protocol#awaitsDisk}, for the disk's writer. */
    private volatile boolean awaitsDisk = true;

    /** @param nextTurn runs a task on the replica's loop behind all other tasks that wait there */
    public ReplicaDriver(
            Protocol replica,
            Clock clock,
            ReplicaDisk.Opener disk,
            Executor nextTurn,
            ReplicaCounters counters,
            Host host) {
        this.replica = replica;
        this.clock = clock;
        this.disk = disk.open(this);
        this.nextTurn = nextTurn;
        this.counters = counters;
        this.host = host;
    }

    // ------------------------------------------------------------------------------------------------- events

    public void configuration(Configuration configuration) {
        step(new Event.Configured(configuration));
    }

    public void message(Message.Envelope from, Message message) {
        counters.received(message);
        step(new Event.Received(from, message));
    }

    public void peerDown(String address) {
        step(new Event.PeerDown(address));
    }

    public void tick() {
        if (over) {
            return;
        }
        Throwable failure = disk.failure();
        if (failure != null) {
            writeFailed(failure);
            return;
        }
        step(new Event.Tick());
    }

    public void activated(Effect.Activate done) {
        step(new Event.Activated(done.configuration().epoch(), done.committed()));
    }

    public void leave() {
        step(new Event.Leave());
    }

    public void write(
            Origin origin, List<WriteCommand> commands, long deadlineNanos, Waiting<List<WriteAnswer>> waiting) {
        if (over) {
            waiting.failed(Failure.WRONG_REPLICA);
            return;
        }
        long ticket = pending.forWrites(waiting);
        counters.writes(commands.size());
        step(new Event.Write(ticket, origin, commands, deadlineNanos));
    }

    public void read(Origin origin, List<Key> keys, long deadlineNanos, Waiting<List<VersionedValue>> waiting) {
        if (over) {
            waiting.failed(Failure.WRONG_REPLICA);
            return;
        }
        long ticket = pending.forReads(waiting);
        counters.reads(keys.size());
        step(new Event.Read(ticket, origin, keys, deadlineNanos));
    }

    public void readStale(Origin origin, List<Key> keys, Waiting<List<VersionedValue>> waiting) {
        if (over) {
            waiting.failed(Failure.WRONG_REPLICA);
            return;
        }
        long ticket = pending.forReads(waiting);
        counters.reads(keys.size());
        step(new Event.ReadStale(ticket, origin, keys));
    }

    public void freeSpace(Space space) {
        step(new Event.SpaceChanged(space));
    }

    /** As {@link Protocol#isQuiet}. */
    public boolean isQuiet() {
        return !over && replica.isQuiet();
    }

    /** As {@link Protocol#takesWrites}. */
    public boolean takesWrites() {
        return !over && replica.takesWrites();
    }

    public ReplicaView view() {
        return replica.view();
    }

    public ReplicaReport report() {
        return replica.report();
    }

    /** Whether the replica counts in the epoch that it has adopted. */
    public boolean isMember() {
        ReplicaView view = replica.view();
        return view.configuration() != null
                && view.position() >= 0
                && view.position() < view.configuration().members().size();
    }

    /** What the replica measures of its links. */
    public HealthWatch.Measured measured() {
        Configuration configuration = replica.view().configuration();
        long nowNanos = clock.nanoTime();
        return new HealthWatch.Measured(
                isMember(),
                replica.hopMillis(nowNanos),
                replica.completionMillis(nowNanos),
                configuration == null ? 0 : configuration.leaseMillis());
    }

    /** Ends this life: all requests that wait fail, and no further effect is carried out. */
    public void end() {
        over = true;
        disk.end();
        pending.failAll();
    }

    /**
     * One event after the other, and all effects of one before the next, also when an effect causes an event at once.
     */
    private void step(Event event) {
        if (over) {
            // No request waits for these events, and results of look-ups would fill the memory.
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
                perform(replica.step(clock.nanoTime(), events.removeFirst()));
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

    @Override
    public void done(Event event) {
        step(event);
    }

    @Override
    public boolean awaitsDisk() {
        return awaitsDisk;
    }

    /** An effect may end this life; the effects behind it are void. */
    private void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            if (over) {
                return;
            }
            effect.perform(this);
        }
    }

    /** The next life may have removed what a life that is over wanted to read. */
    @Override
    public void readFailed(Throwable e) {
        if (!over) {
            writeFailed(e);
        }
    }

    /** Also when this life is over: the next one must not read what a failed write has left (D9). */
    @Override
    public void writeFailed(Throwable e) {
        over = true;
        host.halt("the disk failed: " + e.getMessage(), e);
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
        if (!write.write().appliesOnly()) {
            counters.synced(write.write().append().size());
        }
        disk.write(write);
    }

    @Override
    public void installChunk(Effect.InstallChunk install) {
        counters.synced(0);
        disk.install(install);
    }

    @Override
    public void readLog(Effect.ReadLog read) {
        disk.readLog(read);
    }

    @Override
    public void readChunk(Effect.ReadChunk read) {
        counters.chunkRead();
        disk.readChunk(read);
    }

    @Override
    public void readStore(Effect.ReadStore read) {
        disk.lookUp(read);
    }

    @Override
    public void goOn(Effect.GoOn goOn) {
        nextTurn.execute(() -> step(new Event.GoOn()));
    }

    @Override
    public void writesAnswered(Effect.WritesAnswered answered) {
        pending.answerWrites(answered.ticket(), answered.answers());
    }

    @Override
    public void readsAnswered(Effect.ReadsAnswered answered) {
        pending.answerReads(answered.ticket(), answered.values());
    }

    @Override
    public void failed(Effect.Failed failed) {
        pending.fail(failed.ticket(), failed.failure());
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
        counters.linkDropped(dropped, clock.nanoTime());
        host.linkDropped(dropped.from(), dropped.reason());
    }

    @Override
    public void halt(Effect.Halt halt) {
        host.halt(halt.reason(), null);
    }
}
