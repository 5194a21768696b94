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
 * node's next life is a new object with a new number (N1).
 */
public final class Replica implements Protocol {
    private final SharedState shared;
    private final GroupCommit groupCommit;
    private final DownstreamLink downstream;
    private final UpstreamLink upstream;
    private final Head head;
    private final Reads reads;
    private final Reporter reporter;
    private final Receiver receiver = new Receiver();
    /** Whether this life has had a place in the chain and lost it. */
    private boolean removed;

    /**
     * Handshakes of epochs that this replica has not adopted yet. They are answered when it has: the predecessor often
     * learns of an epoch a moment earlier, and would repeat its handshake only after 0.1 s (W10).
     */
    private final EarlyOpens early = new EarlyOpens();
    /** When a message of a higher epoch last made this replica fetch the configuration; long ago if none did. */
    private long fetchedNanos;

    private final Deliveries deliveries;

    public Replica(
            int chain, String clusterId, Member self, ReplicaSettings settings, StoredState stored, long nowNanos) {
        this(chain, clusterId, self, settings, stored, nowNanos, Lease::new);
    }

    /** With another kind of lease, for tests that break its rules on purpose. */
    Replica(
            int chain,
            String clusterId,
            Member self,
            ReplicaSettings settings,
            StoredState stored,
            long nowNanos,
            Function<SharedState, Lease> lease) {
        shared = new SharedState(chain, clusterId, self, settings, stored, nowNanos, lease);
        groupCommit = new GroupCommit(shared);
        downstream = new DownstreamLink(shared);
        upstream = new UpstreamLink(shared, groupCommit, downstream);
        head = new Head(shared, groupCommit, downstream);
        reads = new Reads(shared, head);
        deliveries = new Deliveries(shared, upstream, downstream, reads);
        fetchedNanos = nowNanos - settings.reopenNanos();
        reporter = new Reporter(shared, downstream, head, stored.logEnd());
    }

    @Override
    public List<Effect> step(long nowNanos, Event event) {
        shared.nowNanos = nowNanos;
        event.happen(receiver);
        List<Effect> effects = endStep();
        if (event instanceof Event.Tick) {
            shared.listened(isQuiet());
        }
        return effects;
    }

    private final class Receiver implements Event.Receiver {
        @Override
        public void configured(Event.Configured event) {
            Configuration configuration = event.configuration();
            if (configuration.epoch() < shared.memberEpoch) {
                if (shared.configuration == null) {
                    halt("ZooKeeper has epoch " + configuration.epoch() + " of chain " + shared.chain
                            + ", this replica was in epoch " + shared.memberEpoch
                            + ": ZooKeeper's data is older than the chain's; " + Advice.ZOOKEEPER_LOST);
                }
            } else if (!knowsTheFormatOf(configuration)) {
                halt("epoch " + configuration.epoch() + " of chain " + shared.chain + " has " + configuration.format()
                        + ", and this program knows " + shared.settings.formats() + "; " + Advice.OTHER_RELEASE);
            } else if (configuration.epoch() > shared.epoch() && !removed) {
                adopt(configuration);
            }
        }

        @Override
        public void received(Event.Received event) {
            Message.Envelope from = event.from();
            if (from.chain() != shared.chain || from.epoch() < shared.epoch()) {
                return;
            }
            if (from.epoch() == shared.epoch()) {
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
            downstream.peerDown(event.address());
            upstream.peerDown(event.address());
        }

        @Override
        public void tick(Event.Tick event) {
            shared.listen();
            downstream.tick();
            upstream.tick();
            head.tick();
            reads.tick();
        }

        @Override
        public void activated(Event.Activated event) {
            head.activated(event.epoch(), event.committed());
        }

        @Override
        public void leave(Event.Leave event) {
            shared.leaving = true;
        }

        @Override
        public void write(Event.Write event) {
            if (head.takesWrites()) {
                head.write(WriteRequest.of(event.ticket(), event.origin(), event.commands(), event.deadlineNanos()));
            } else {
                shared.fail(event.ticket(), Failure.WRONG_REPLICA);
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
            shared.space = event.space();
        }

        @Override
        public void diskDone(Event.DiskDone event) {
            Message.Chunk installed = groupCommit.done(event.firstLogSeq());
            if (installed != null) {
                upstream.chunkInstalled(installed);
            }
        }

        @Override
        public void logRead(Event.LogRead event) {
            downstream.logRead(event.link(), event.records());
        }

        @Override
        public void chunkRead(Event.ChunkRead event) {
            downstream.chunkRead(event.link(), event.chunk());
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

    private boolean knowsTheFormatOf(Configuration configuration) {
        return shared.settings.formats().includes(configuration.format().number());
    }

    private void adopt(Configuration configuration) {
        boolean hadPlace = shared.position >= 0;
        boolean wasHead = shared.isHead();
        Member self = shared.self;
        shared.lease.epochBegins(shared.configuration, configuration);
        shared.configuration = configuration;
        shared.position = configuration.positionOf(self);
        if (shared.position < 0 && self.is(configuration.joining())) {
            shared.position = configuration.members().size();
        }
        shared.round = 0;
        shared.completedRound = 0;
        shared.suspects.clear();
        if (!shared.isHead()) {
            head.epochBeginsElsewhere(wasHead);
        }
        downstream.epochBegins();
        upstream.epochBegins();
        if (shared.isHead()) {
            head.epochBegins(wasHead);
            downstream.open();
        }
        reads.epochBegins();
        if (shared.isMember()) {
            shared.memberEpoch = configuration.epoch();
            groupCommit.stateChanged();
        }
        if (shared.position < 0 && (hadPlace || configuration.hasRemoved(self))) {
            removed = true;
            shared.emit(new Effect.Removed());
        }
        answerEarly();
    }

    private void answerEarly() {
        for (EarlyOpens.EarlyOpen waited : early.takeUpTo(shared.epoch())) {
            deliveries.deliver(waited.from(), waited.open());
        }
    }

    /** The sender that speaks of a higher epoch may be wrong, and each fetch costs ZooKeeper a read (W10). */
    private void fetchConfiguration() {
        if (shared.hasPassed(fetchedNanos, shared.settings.reopenNanos())) {
            fetchedNanos = shared.nowNanos;
            shared.emit(new Effect.FetchConfiguration());
        }
    }

    @Override
    public boolean isQuiet() {
        return !shared.leaving
                && shared.isMember() == (shared.position >= 0)
                && (shared.successor() == null || downstream.counts())
                && shared.suspects.isEmpty()
                && groupCommit.isQuiet()
                && head.isQuiet()
                && reads.isQuiet()
                && downstream.isQuiet();
    }

    @Override
    public boolean awaitsDisk() {
        return !downstream.counts()
                || downstream.ackedSeq() > shared.log.durable()
                || groupCommit.hasMore()
                || head.hasQueued()
                || shared.leaving;
    }

    @Override
    public boolean takesWrites() {
        return head.takesWrites();
    }

    @Override
    public ReplicaReport report() {
        return reporter.report();
    }

    @Override
    public ReplicaView view() {
        Log log = shared.log;
        return new ReplicaView(
                shared.configuration,
                shared.position,
                shared.epoch(),
                shared.lineage,
                log.end(),
                log.durable(),
                log.commitPoint(),
                log.applied(),
                shared.partialSnapshot == null ? -1 : shared.joiningPercent,
                shared.lease.agedNanos(),
                shared.shortage(downstream.shortage()));
    }

    @Override
    public long hopMillis(long nowNanos) {
        shared.nowNanos = nowNanos;
        return downstream.hopMillis();
    }

    @Override
    public long completionMillis(long nowNanos) {
        shared.nowNanos = nowNanos;
        return shared.isHead() ? 0 : upstream.completionMillis();
    }

    /** Lets the data go on along its way (W4 to W6), once, in the order of its way; then takes the effects. */
    private List<Effect> endStep() {
        if (shared.isHead()) {
            head.commit();
            head.makeRecord();
        } else if (upstream.mayFeed()) {
            head.handOver();
        }
        groupCommit.run();
        reads.run();
        if (upstream.mayFeed()) {
            downstream.pump();
        }
        upstream.acknowledge();
        shared.lease.stepEnds();
        ReplicaReport news = reporter.news();
        if (news != null) {
            shared.emit(new Effect.Report(news));
        }
        return shared.takeEffects();
    }

    private void halt(String reason) {
        shared.emit(new Effect.Halt(reason));
    }
}
