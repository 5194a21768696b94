package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Failure;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Key;
import io.catena.server.chain.Message;
import io.catena.server.chain.Origin;
import io.catena.server.chain.Replica;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.Space;
import io.catena.server.chain.StoredState;
import io.catena.server.chain.Versioned;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.chain.WriteCommand;
import io.catena.server.trace.ReplicaTrace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Drives one life of a replica as {@code server/node/ReplicaDriver} does, and shows each step to the invariants. */
final class ReplicaDriver implements Effect.Performer {
    private static final int CHAIN = 1;
    static final String CLUSTER_ID = "simulated";
    /** How many look-ups need no other thread. */
    private static final double LOOKED_UP_AT_ONCE = 0.7;

    /** Who waits for the answer to a request. */
    interface Waiting<T> {
        void answered(T answer);

        void failed(Failure failure);
    }

    private final World world;
    private final NodeProcess process;
    private final Life life;
    private final Replica replica;
    /** Null if nobody wants one. */
    private final ReplicaTrace trace;

    private final Deque<Step> steps = new ArrayDeque<>();
    private final SortedMap<Long, Waiting<List<WriteAnswer>>> writes = new TreeMap<>();
    private final SortedMap<Long, Waiting<List<Versioned>>> reads = new TreeMap<>();
    private long lastTicket;
    /** When time was last told to the replica, on this process' clock. */
    private long lastStepNanos;

    /** Something that is done on the disk and that nothing goes on with: it is heard of behind the next event. */
    private Step unawaited;

    private boolean stepping;
    private boolean over;

    /** An event, the message that has arrived, if that is what happens, and the clock that the replica is told. */
    private record Step(Event event, Message arrived, LongSupplier clock) {}

    ReplicaDriver(World world, NodeProcess process, Life life, StoredState stored) {
        this.world = world;
        this.process = process;
        this.life = life;
        this.trace = world.traceOf(CHAIN, CLUSTER_ID, life.member(), stored, now());
        this.replica = world.sabotage()
                .lease()
                .replica(CHAIN, CLUSTER_ID, life.member(), world.replicaSettings(), stored, now());
    }

    private long now() {
        return process.clockNanos();
    }

    // ------------------------------------------------------------------------------------------------- events

    void configuration(Configuration configuration) {
        if (world.trace().on()) {
            world.trace()
                    .line(
                            process.name(),
                            "learns epoch %d: %s joining %s",
                            configuration.epoch(),
                            configuration.members(),
                            configuration.joining());
        }
        step(new Event.Configured(configuration));
    }

    void message(Message.Envelope from, Message message) {
        Message.Envelope seen = world.sabotage().envelope(from, message, replica.view());
        if (world.trace().on()) {
            world.trace().line(process.name(), "gets from %s/%d: %s", from.nodeId(), from.epoch(), Lines.of(message));
        }
        Message heard = world.sabotage().incoming(life.member().incarnation(), from, message, replica.view());
        Message answer = world.sabotage().answer(message, replica.view());
        if (answer != null) {
            Message.Envelope own = new Message.Envelope(
                    CHAIN, replica.view().epoch(), process.name(), life.member().incarnation());
            world.network().send(process, from.nodeId(), own, answer);
            return;
        }
        step(new Step(new Event.Received(seen, heard), message, this::now));
    }

    void peerDown(String address) {
        world.trace().line(process.name(), "has lost its connection to %s", address);
        step(new Event.PeerDown(address));
    }

    void tick() {
        lastStepNanos = now();
        step(new Event.Tick());
    }

    boolean isQuiet() {
        return replica.isQuiet();
    }

    void freeSpace(Space space) {
        step(new Event.SpaceChanged(space));
    }

    void activated(Effect.Activate done) {
        step(new Event.Activated(done.configuration().epoch(), done.committed()));
    }

    void leave() {
        step(new Event.Leave());
    }

    void write(Origin origin, List<WriteCommand> commands, long timeoutNanos, Waiting<List<WriteAnswer>> waiting) {
        if (over) {
            waiting.failed(Failure.WRONG_REPLICA);
            return;
        }
        long ticket = ++lastTicket;
        writes.put(ticket, waiting);
        step(new Event.Write(ticket, origin, world.sabotage().commands(commands), now() + timeoutNanos));
    }

    void read(Origin origin, List<Key> keys, long timeoutNanos, Waiting<List<Versioned>> waiting) {
        if (over) {
            waiting.failed(Failure.WRONG_REPLICA);
            return;
        }
        long ticket = ++lastTicket;
        reads.put(ticket, world.sabotage().reader(waiting, keys, life.store()));
        if (world.sabotage().answersAtOnce(life, replica.view())) {
            readsAnswered(new Effect.ReadsAnswered(
                    ticket, keys.stream().map(life.store()::get).toList()));
            return;
        }
        step(new Step(
                new Event.Read(ticket, origin, keys, now() + timeoutNanos),
                null,
                () -> world.sabotage().readNanos(lastStepNanos, now())));
    }

    /** What this replica has, however old. */
    void readStale(Origin origin, List<Key> keys, Waiting<List<Versioned>> waiting) {
        if (over) {
            waiting.failed(Failure.WRONG_REPLICA);
            return;
        }
        long ticket = ++lastTicket;
        reads.put(ticket, waiting);
        step(new Event.ReadStale(ticket, origin, keys));
    }

    boolean isOver() {
        return over;
    }

    /** Whether no client waits for the answer to a write. */
    boolean hasAnsweredAllWrites() {
        return writes.isEmpty();
    }

    ReplicaView view() {
        return replica.view();
    }

    ReplicaReport report() {
        return replica.report();
    }

    /** This life is over: whoever waits is told that nothing is certain. */
    void end() {
        over = true;
        List<Waiting<List<WriteAnswer>>> waitingWrites = new ArrayList<>(writes.values());
        List<Waiting<List<Versioned>>> waitingReads = new ArrayList<>(reads.values());
        writes.clear();
        reads.clear();
        waitingWrites.forEach(waiting -> waiting.failed(Failure.UNKNOWN));
        waitingReads.forEach(waiting -> waiting.failed(Failure.CHANGING));
    }

    /** The process is gone: nobody is told anything. */
    void die() {
        over = true;
    }

    private void step(Event event) {
        step(new Step(event, null, this::now));
    }

    private void step(Step step) {
        steps.addLast(step);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            while (!over && !steps.isEmpty()) {
                perform(steps.removeFirst());
                process.stepped();
                if (steps.isEmpty() && unawaited != null) {
                    steps.addLast(unawaited);
                    unawaited = null;
                }
            }
        } finally {
            stepping = false;
        }
    }

    private List<Effect> carryOut(Step step) {
        long nowNanos = step.clock().getAsLong();
        List<Effect> effects = replica.step(nowNanos, step.event());
        if (trace != null) {
            trace.stepped(nowNanos, step.event(), effects);
        }
        return effects;
    }

    private void perform(Step step) {
        List<Effect> effects;
        try {
            effects = world.sabotage().effects(life.member().incarnation(), carryOut(step), replica.view());
        } catch (Invariant.Broken e) {
            throw new Violation("the replica's own invariants", "%s: %s", process.name(), e.getMessage());
        }
        world.invariants().afterStep(life, step.arrived(), effects);
        for (Effect effect : effects) {
            if (!over) {
                effect.perform(this);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------- effects

    @Override
    public void send(Effect.Send send) {
        if (!world.sabotage().keepsBack(send.message())) {
            world.network().send(process, send.to().address(), send.envelope(), send.message());
        }
    }

    @Override
    public void disconnect(Effect.Disconnect disconnect) {
        world.network().disconnect(process, disconnect.from().address());
    }

    @Override
    public void writeDisk(Effect.WriteDisk write) {
        boolean early = world.sabotage().acknowledgesBeforeTheDisk(write.write());
        onDisk(() -> world.sabotage().write(life.store(), write.write()), early);
    }

    @Override
    public void installChunk(Effect.InstallChunk install) {
        world.count("snapshot chunks installed");
        onDisk(() -> life.store().install(install), false);
    }

    private void onDisk(LongSupplier work, boolean early) {
        process.disk()
                .write(
                        () -> {
                            long first = work.getAsLong();
                            world.invariants().onDisk(life);
                            return first;
                        },
                        first -> {
                            if (!early) {
                                diskDone(first);
                            }
                        });
        if (early) {
            long first = view().applied() + 1;
            process.post(0, () -> step(new Event.DiskDone(first)));
        }
    }

    private void diskDone(long first) {
        Step done = new Step(new Event.DiskDone(first), null, this::now);
        if (replica.awaitsDisk()) {
            step(done);
        } else {
            unawaited = done;
        }
    }

    @Override
    public void readLog(Effect.ReadLog read) {
        onReader(() -> {
            var records = life.store().readLog(read.fromSeq());
            step(new Event.LogRead(read.link(), records));
        });
    }

    @Override
    public void readChunk(Effect.ReadChunk read) {
        onReader(() -> {
            SnapshotChunk chunk =
                    world.sabotage().chunk(life.store().readChunk(read.seq(), read.after()), life.store());
            step(new Event.ChunkRead(read.link(), chunk));
        });
    }

    /** What a life that is over wanted to read, the next one may have removed: in the node, too, that comes to nothing. */
    private void onReader(Runnable read) {
        process.disk().read(() -> {
            if (!over) {
                read.run();
            }
        });
    }

    @Override
    public void readStore(Effect.ReadStore read) {
        if (world.dice().chance(LOOKED_UP_AT_ONCE)) {
            step(new Event.StoreRead(read.ticket(), lookUp(read)));
            return;
        }
        process.disk().read(() -> {
            List<Versioned> found = lookUp(read);
            process.post(
                    world.dice().below(2) * Timeline.millis(1), () -> step(new Event.StoreRead(read.ticket(), found)));
        });
    }

    /** Nothing while a snapshot is being received. */
    private List<Versioned> lookUp(Effect.ReadStore read) {
        return life.store().isInstalling()
                ? List.of()
                : read.keys().stream().map(life.store()::get).toList();
    }

    @Override
    public void goOn(Effect.GoOn goOn) {
        process.post(0, () -> step(new Event.GoOn()));
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
        Waiting<?> write = writes.remove(failed.ticket());
        Waiting<?> waiting = write == null ? reads.remove(failed.ticket()) : write;
        waiting.failed(failed.failure());
    }

    @Override
    public void report(Effect.Report report) {
        process.report(report.report());
    }

    @Override
    public void activate(Effect.Activate activate) {
        process.activate(activate);
    }

    @Override
    public void fetchConfiguration(Effect.FetchConfiguration fetch) {
        process.fetchConfiguration();
    }

    @Override
    public void removed(Effect.Removed removed) {
        world.sabotage().onRemoval(life.store());
        process.removed();
    }

    /** In the simulator nobody lies unless a rule is broken on purpose, so that this tells of a defect. */
    @Override
    public void linkDropped(Effect.LinkDropped dropped) {
        throw new Violation(
                "the replica's own invariants",
                "%s drops its link to %s: %s",
                process.name(),
                dropped.from(),
                dropped.reason());
    }

    @Override
    public void halt(Effect.Halt halt) {
        process.halt(halt.reason());
    }
}
