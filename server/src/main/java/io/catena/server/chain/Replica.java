package io.catena.server.chain;

import java.util.List;
import java.util.function.Function;

/**
 * One life of one chain's replica on one node: the protocol as a state machine. Events go in, with the time at which
 * they happen; effects come out, to be carried out in their order before the next event goes in.
 *
 * <p>Nothing in here reads a clock, starts a thread, does I/O or draws a random number, and no order depends on a hash:
 * the same events give the same effects. One thread at a time may use it.
 *
 * <p>A life begins with what the disk holds and ends for good when the node stops or is removed from the chain; the
 * node's next life is a new object with a new incarnation (N1).
 */
public final class Replica implements Protocol {
    private final Context context;
    private final Disk disk;
    private final Successor successor;
    private final Predecessor predecessor;
    private final Head head;
    private final Reads reads;
    private final Reporter reporter;
    private final Receiver receiver = new Receiver();
    /** Whether this life has had a place in the chain and lost it. */
    private boolean removed;

    /**
     * Handshakes of epochs that this replica has not adopted yet. They are answered when it has: the predecessor often learns
     * of an epoch a moment earlier, and would only ask again after a while.
     */
    private final EarlyOpens early = new EarlyOpens();
    /** When a message of a higher epoch last made this replica look for the configuration; long ago if none did. */
    private long fetchedNanos;

    private final Deliveries deliveries;

    public Replica(
            int chain, String clusterId, Member self, ReplicaSettings settings, StoredState stored, long nowNanos) {
        this(chain, clusterId, self, settings, stored, nowNanos, Lease::new);
    }

    /** With a lease of another kind: for tests that break its rules on purpose. */
    Replica(
            int chain,
            String clusterId,
            Member self,
            ReplicaSettings settings,
            StoredState stored,
            long nowNanos,
            Function<Context, Lease> lease) {
        context = new Context(chain, clusterId, self, settings, stored, nowNanos, lease);
        disk = new Disk(context);
        successor = new Successor(context);
        predecessor = new Predecessor(context, disk, successor);
        head = new Head(context, disk, successor);
        reads = new Reads(context, head);
        deliveries = new Deliveries(context, predecessor, successor, reads);
        fetchedNanos = nowNanos - settings.reopenNanos();
        reporter = new Reporter(context, successor, head, stored.logEnd());
    }

    @Override
    public List<Effect> step(long nowNanos, Event event) {
        context.nowNanos = nowNanos;
        event.happen(receiver);
        List<Effect> effects = endStep();
        if (event instanceof Event.Tick) {
            context.listened(isQuiet());
        }
        return effects;
    }

    private final class Receiver implements Event.Receiver {
        @Override
        public void configured(Event.Configured event) {
            Configuration configuration = event.configuration();
            if (configuration.epoch() < context.memberEpoch) {
                if (context.configuration == null) {
                    halt("ZooKeeper has epoch " + configuration.epoch() + " of chain " + context.chain
                            + ", this replica was in epoch " + context.memberEpoch
                            + ": ZooKeeper's data is older than the chain's; " + Advice.ZOOKEEPER_LOST);
                }
            } else if (configuration.epoch() > context.epoch() && !removed) {
                adopt(configuration);
            }
        }

        @Override
        public void received(Event.Received event) {
            Message.Envelope from = event.from();
            if (from.chain() != context.chain || from.epoch() < context.epoch()) {
                return;
            }
            if (from.epoch() == context.epoch()) {
                deliveries.deliver(from, event.message());
                return;
            }
            fetchConfiguration();
            if (event.message() instanceof Message.Open open) {
                early.keep(from, open);
            }
        }

        @Override
        public void peerDown(Event.PeerDown event) {
            successor.peerDown(event.address());
            predecessor.peerDown(event.address());
        }

        @Override
        public void tick(Event.Tick event) {
            context.listen();
            successor.tick();
            predecessor.tick();
            head.tick();
            reads.tick();
        }

        @Override
        public void activated(Event.Activated event) {
            head.activated(event.epoch(), event.committed());
        }

        @Override
        public void leave(Event.Leave event) {
            context.leaving = true;
        }

        @Override
        public void write(Event.Write event) {
            if (context.isHead()) {
                head.write(WriteRequest.of(event.ticket(), event.origin(), event.commands(), event.deadlineNanos()));
            } else {
                context.fail(event.ticket(), Failure.WRONG_REPLICA);
            }
        }

        @Override
        public void read(Event.Read event) {
            reads.read(event.ticket(), event.origin(), event.keys(), event.deadlineNanos());
        }

        @Override
        public void readStale(Event.ReadStale event) {
            reads.readStale(event.ticket(), event.origin(), event.keys());
        }

        @Override
        public void spaceChanged(Event.SpaceChanged event) {
            context.space = event.space();
        }

        @Override
        public void diskDone(Event.DiskDone event) {
            Message.Chunk installed = disk.done(event.firstLogSeq());
            if (installed != null) {
                predecessor.chunkInstalled(installed);
            }
        }

        @Override
        public void logRead(Event.LogRead event) {
            successor.logRead(event.link(), event.records());
        }

        @Override
        public void chunkRead(Event.ChunkRead event) {
            successor.chunkRead(event.link(), event.chunk());
        }

        @Override
        public void storeRead(Event.StoreRead event) {
            if (!head.storeRead(event.ticket(), event.values())) {
                reads.storeRead(event.ticket(), event.values());
            }
        }

        @Override
        public void goOn(Event.GoOn event) {
            head.goOn();
        }
    }

    private void adopt(Configuration configuration) {
        boolean hadPlace = context.position >= 0;
        boolean wasHead = context.isHead();
        Member self = context.self;
        context.lease.epochBegins(context.configuration, configuration);
        context.configuration = configuration;
        context.position = configuration.positionOf(self);
        if (context.position < 0 && self.is(configuration.joining())) {
            context.position = configuration.members().size();
        }
        context.round = 0;
        context.completedRound = 0;
        context.suspects.clear();
        if (wasHead && !context.isHead()) {
            head.resign();
        }
        successor.epochBegins();
        predecessor.epochBegins();
        if (context.isHead()) {
            head.epochBegins(wasHead);
            successor.open();
        }
        reads.epochBegins();
        if (context.isMember()) {
            context.memberEpoch = configuration.epoch();
            disk.stateChanged();
        }
        if (context.position < 0 && (hadPlace || configuration.hasRemoved(self))) {
            removed = true;
            context.emit(new Effect.Removed());
        }
        answerEarly();
    }

    private void answerEarly() {
        for (EarlyOpens.EarlyOpen waited : early.takeUpTo(context.epoch())) {
            deliveries.deliver(waited.from(), waited.open());
        }
    }

    /** The sender that speaks of a higher epoch may be wrong, and each fetch costs ZooKeeper a read (W10). */
    private void fetchConfiguration() {
        if (context.hasPassed(fetchedNanos, context.settings.reopenNanos())) {
            fetchedNanos = context.nowNanos;
            context.emit(new Effect.FetchConfiguration());
        }
    }

    @Override
    public boolean isQuiet() {
        return !context.leaving
                && context.isMember() == (context.position >= 0)
                && (context.successor() == null || successor.counts())
                && context.suspects.isEmpty()
                && disk.isQuiet()
                && head.isQuiet()
                && reads.isQuiet()
                && successor.isQuiet();
    }

    @Override
    public boolean awaitsDisk() {
        return !successor.counts()
                || successor.ackedSeq() > context.log.durable()
                || disk.hasMore()
                || head.hasQueued()
                || context.leaving;
    }

    @Override
    public ReplicaReport report() {
        return reporter.report();
    }

    @Override
    public ReplicaView view() {
        Log log = context.log;
        return new ReplicaView(
                context.configuration,
                context.position,
                context.epoch(),
                context.lineage,
                log.end(),
                log.durable(),
                log.commitPoint(),
                log.applied(),
                context.installing == null ? -1 : context.joiningPercent,
                context.lease.agedNanos(),
                context.shortage(successor.shortage()));
    }

    @Override
    public long hopMillis(long nowNanos) {
        context.nowNanos = nowNanos;
        return successor.hopMillis();
    }

    @Override
    public long completionMillis(long nowNanos) {
        context.nowNanos = nowNanos;
        return context.isHead() ? 0 : predecessor.completionMillis();
    }

    /** Lets the data go on along its way (W4 to W6), once, in the order of its way; then takes the effects. */
    private List<Effect> endStep() {
        if (context.isHead()) {
            head.commit();
            head.makeRecord();
        }
        disk.run();
        reads.run();
        if (predecessor.mayFeed()) {
            successor.pump();
        }
        predecessor.acknowledge();
        context.lease.stepEnds();
        ReplicaReport news = reporter.news();
        if (news != null) {
            context.emit(new Effect.Report(news));
        }
        return context.takeEffects();
    }

    private void halt(String reason) {
        context.emit(new Effect.Halt(reason));
    }
}
