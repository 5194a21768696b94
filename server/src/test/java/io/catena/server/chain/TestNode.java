package io.catena.server.chain;

import io.catena.server.invariants.ReplicaImage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A node of a {@link TestChain}: carries out what its replica wants, and holds back its disk. */
final class TestNode implements Effect.Performer {
    private final TestChain chain;
    final String name;
    final Member member;
    final MemoryStore store;
    final Protocol replica;
    /** What the invariants know of this life. */
    private final ReplicaImage image;

    boolean alive = true;
    boolean removed;
    String halted;
    /** Why it has dropped links. */
    final List<String> drops = new ArrayList<>();

    boolean diskHeld;
    /** Whether it gets no answer when it asks for the newest configuration. */
    boolean fetchesInVain;
    /** How long the node stands still in the midst of reading its store. */
    int storeReadTicks;

    private final Deque<Effect> effects = new ArrayDeque<>();
    private boolean performing;
    /** Whether what it finds in its store is told no sooner than by {@link #finishLookUps}. */
    boolean lookUpsHeld;
    /** Whether it never goes on with what is too much for one step. */
    boolean stepsHeld;
    /** The keys that the store was asked for, one question after the other. */
    final List<List<Key>> lookedUp = new ArrayList<>();

    /** Whether pieces of snapshots wait before they are read. */
    boolean piecesHeld;

    private final List<Runnable> heldPieces = new ArrayList<>();
    private final List<Runnable> heldLookUps = new ArrayList<>();
    private Runnable diskWork;
    ReplicaReport report;
    /** The newest that this node has sent; null if it has sent none. */
    Effect.Send lastHandshake;

    TestNode(TestChain chain, String name, long number, MemoryStore store) {
        this.chain = chain;
        this.name = name;
        this.member = new Member(name, number, name);
        this.store = store;
        StoredState stored = store.recover();
        Replica life = new Replica(TestChain.CHAIN, TestChain.CLUSTER, member, chain.settings, stored, chain.now());
        this.image = new ReplicaImage(member, life::view, store, stored.applied());
        this.replica = chain.invariants.watch(life, image);
        this.report = replica.report();
    }

    /** Carries effects out in their order: those of a step that an effect brings about come behind those before it. */
    void take(List<Effect> more) {
        effects.addAll(more);
        if (performing) {
            return;
        }
        performing = true;
        while (!effects.isEmpty()) {
            Effect effect = effects.removeFirst();
            if (alive) {
                effect.perform(this);
            }
        }
        performing = false;
    }

    /** What the controller was told last is what there is to tell. */
    void checkReported() {
        boolean known = replica.view().configuration() != null;
        Invariant.check(
                !alive || !known || replica.report().equals(report),
                "%s was reported, not %s",
                report,
                replica.report());
    }

    /** Nothing comes of this life any more. */
    void ends() {
        alive = false;
        image.ends();
    }

    boolean hasDiskWork() {
        return alive && diskWork != null;
    }

    void finishDiskWork() {
        Runnable work = diskWork;
        diskWork = null;
        work.run();
    }

    @Override
    public void send(Effect.Send said) {
        lastHandshake = said.message() instanceof Message.Open ? said : lastHandshake;
        chain.wires.onWire.apply(said).forEach(this::carry);
    }

    private void carry(Effect.Send send) {
        String to = send.to().nodeId();
        chain.wires.carry(name, to, () -> {
            TestNode receiver = chain.nodes.get(to);
            if (receiver.alive && receiver.member.is(send.to())) {
                receiver.take(receiver.replica.step(chain.now(), new Event.Received(send.envelope(), send.message())));
            } else if (alive) {
                take(replica.step(chain.now(), new Event.PeerDown(to)));
            }
        });
    }

    @Override
    public void disconnect(Effect.Disconnect disconnect) {
        chain.wires.connectAnew(name, disconnect.from().nodeId());
    }

    @Override
    public void writeDisk(Effect.WriteDisk write) {
        Invariant.check(diskWork == null, "two writes at once on %s", name);
        diskWork = () -> {
            boolean awaited = replica.awaitsDisk();
            long firstLogSeq = store.write(write.write());
            chain.invariants.onDisk(image, store);
            List<Effect> effects = replica.step(chain.now(), new Event.DiskDone(firstLogSeq));
            Invariant.check(awaited || effects.isEmpty(), "%s did not await its disk, which brought %s", name, effects);
            take(effects);
        };
    }

    @Override
    public void installChunk(Effect.InstallChunk install) {
        chain.pieces++;
        Invariant.check(diskWork == null, "two writes at once on %s", name);
        diskWork = () -> {
            long firstLogSeq = store.install(install);
            chain.invariants.onDisk(image, store);
            take(replica.step(chain.now(), new Event.DiskDone(firstLogSeq)));
        };
    }

    @Override
    public void readLog(Effect.ReadLog read) {
        take(replica.step(chain.now(), new Event.LogRead(read.link(), store.readLog(read.fromSeq()))));
    }

    @Override
    public void readChunk(Effect.ReadChunk read) {
        if (piecesHeld) {
            heldPieces.add(() -> readNow(read));
        } else {
            readNow(read);
        }
    }

    private void readNow(Effect.ReadChunk read) {
        take(replica.step(chain.now(), new Event.ChunkRead(read.link(), store.readChunk(read.seq(), read.after(), 2))));
    }

    /** The pieces that wait to be read are read, and those to come are read at once. */
    void readPieces() {
        piecesHeld = false;
        List<Runnable> held = List.copyOf(heldPieces);
        heldPieces.clear();
        held.forEach(Runnable::run);
    }

    @Override
    public void readStore(Effect.ReadStore read) {
        lookedUp.add(read.keys());
        List<VersionedValue> values = new ArrayList<>();
        read.keys().stream().limit(chain.mostValuesRead).forEach(key -> values.add(store.get(key)));
        if (lookUpsHeld) {
            heldLookUps.add(() -> found(read, values));
        } else {
            found(read, values);
        }
    }

    /** What is looked up meanwhile is held like before. */
    void finishLookUps() {
        List<Runnable> held = List.copyOf(heldLookUps);
        heldLookUps.clear();
        held.forEach(Runnable::run);
    }

    private void found(Effect.ReadStore read, List<VersionedValue> values) {
        chain.timePasses(storeReadTicks);
        take(replica.step(chain.now(), new Event.StoreRead(read.ticket(), values)));
    }

    @Override
    public void goOn(Effect.GoOn goOn) {
        chain.steps++;
        if (!stepsHeld) {
            take(replica.step(chain.now(), new Event.GoOn()));
        }
    }

    @Override
    public void writesAnswered(Effect.WritesAnswered answered) {
        chain.answers.put(answered.ticket(), answered.answers());
    }

    @Override
    public void readsAnswered(Effect.ReadsAnswered answered) {
        chain.answers.put(answered.ticket(), answered.values());
    }

    @Override
    public void failed(Effect.Failed failed) {
        chain.answers.put(failed.ticket(), failed.failure());
    }

    @Override
    public void report(Effect.Report newReport) {
        report = newReport.report();
    }

    @Override
    public void activate(Effect.Activate activate) {
        if (activate.configuration().equals(chain.configuration)) {
            chain.activated = chain.configuration;
            chain.noted.add(activate.committed());
        }
        if (activate.configuration().equals(chain.configuration) && !chain.losesNotes) {
            take(replica.step(chain.now(), new Event.Activated(chain.configuration.epoch(), activate.committed())));
        }
    }

    @Override
    public void fetchConfiguration(Effect.FetchConfiguration fetch) {
        if (!fetchesInVain) {
            chain.learn(name);
        }
    }

    @Override
    public void removed(Effect.Removed gone) {
        removed = true;
    }

    @Override
    public void linkDropped(Effect.LinkDropped dropped) {
        drops.add(dropped.reason());
    }

    @Override
    public void halt(Effect.Halt halt) {
        halted = halt.reason();
        alive = false;
    }
}
