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
 * node's next life is a new object with a new incarnation (docs/protocol.md, Configurations).
 */
public final class Replica {
    private final Context context;
    private final Disk disk;
    private final Successor successor;
    private final Predecessor predecessor;
    private final Head head;
    private final Reads reads;
    private final Reporter reporter;
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
            int chain,
            String clusterId,
            Member self,
            ReplicaSettings settings,
            StoredState stored,
            StoreReader store,
            long nowNanos) {
        this(chain, clusterId, self, settings, stored, store, nowNanos, Lease::new);
    }

    /** With a lease of another kind: for tests that break its rules on purpose. */
    Replica(
            int chain,
            String clusterId,
            Member self,
            ReplicaSettings settings,
            StoredState stored,
            StoreReader store,
            long nowNanos,
            Function<Context, Lease> lease) {
        context = new Context(chain, clusterId, self, settings, stored, nowNanos, lease);
        disk = new Disk(context);
        successor = new Successor(context);
        predecessor = new Predecessor(context, disk, successor);
        head = new Head(context, disk, successor, store);
        reads = new Reads(context, head);
        deliveries = new Deliveries(context, predecessor, successor, reads);
        fetchedNanos = nowNanos - settings.reopenNanos();
        reporter = new Reporter(context, successor, head, stored.logEnd());
    }

    /** The chain's configuration as ZooKeeper has it. Old news, and news already heard, change nothing. */
    public List<Effect> onConfiguration(long nowNanos, Configuration configuration) {
        context.nowNanos = nowNanos;
        if (configuration.epoch() < context.memberEpoch) {
            if (context.configuration == null) {
                halt("ZooKeeper has epoch " + configuration.epoch() + " of chain " + context.chain
                        + ", this replica was in epoch " + context.memberEpoch
                        + ": ZooKeeper's data is older than the chain's; " + Advice.ZOOKEEPER_LOST);
            }
            return endStep();
        }
        if (configuration.epoch() > context.epoch() && !removed) {
            adopt(configuration);
        }
        return endStep();
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

    /** A message from another node. */
    public List<Effect> onMessage(long nowNanos, Message.Envelope from, Message message) {
        context.nowNanos = nowNanos;
        if (from.chain() != context.chain || from.epoch() < context.epoch()) {
            return endStep();
        }
        if (from.epoch() > context.epoch()) {
            fetchConfiguration();
            if (message instanceof Message.Open open) {
                early.keep(from, open);
            }
        } else {
            deliveries.deliver(from, message);
        }
        return endStep();
    }

    /** Whoever says that there is a higher epoch may be wrong, and each look costs ZooKeeper a read. */
    private void fetchConfiguration() {
        if (context.hasPassed(fetchedNanos, context.settings.reopenNanos())) {
            fetchedNanos = context.nowNanos;
            context.emit(new Effect.FetchConfiguration());
        }
    }

    /**
     * The disk effect under way has been carried out and is synced.
     *
     * @param firstLogSeq the lowest seq that the log on disk now has
     */
    public List<Effect> onDiskDone(long nowNanos, long firstLogSeq) {
        context.nowNanos = nowNanos;
        Message.Chunk installed = disk.done(firstLogSeq);
        if (installed != null) {
            predecessor.chunkInstalled(installed);
        }
        return endStep();
    }

    /** What {@link Effect.ReadLog} asked for; no records if the log on disk has them no more. */
    public List<Effect> onLogRead(long nowNanos, long link, List<LogRecord> records) {
        context.nowNanos = nowNanos;
        successor.logRead(link, records);
        return endStep();
    }

    /** What {@link Effect.ReadChunk} asked for. */
    public List<Effect> onChunkRead(long nowNanos, long link, SnapshotChunk chunk) {
        context.nowNanos = nowNanos;
        successor.chunkRead(link, chunk);
        return endStep();
    }

    /** What {@link Effect.GoOn} asked for. */
    public List<Effect> onGoOn(long nowNanos) {
        context.nowNanos = nowNanos;
        head.goOn();
        return endStep();
    }

    /**
     * What {@link Effect.ReadStore} asked for, in the order of its keys; fewer, but not none, if they became too much for one
     * answer. None if the store's content was being replaced.
     */
    public List<Effect> onStoreRead(long nowNanos, long ticket, List<Versioned> values) {
        context.nowNanos = nowNanos;
        reads.storeRead(ticket, values);
        return endStep();
    }

    /** A connection to this address could not be made or is broken; messages that were under way on it are lost. */
    public List<Effect> onPeerDown(long nowNanos, String address) {
        context.nowNanos = nowNanos;
        successor.peerDown(address);
        predecessor.peerDown(address);
        return endStep();
    }

    /**
     * Time has passed. To be called about fifty times a second; while this is {@link #isQuiet quiet}, twice or three
     * times will do.
     */
    public List<Effect> onTick(long nowNanos) {
        context.nowNanos = nowNanos;
        context.listen();
        successor.tick();
        predecessor.tick();
        head.tick();
        reads.tick();
        List<Effect> effects = endStep();
        context.listened(isQuiet());
        return effects;
    }

    /**
     * ZooKeeper has taken note that the epoch has taken full effect.
     *
     * @param committed up to which seq it has noted that the chain has come at least
     */
    public List<Effect> onActivated(long nowNanos, long epoch, long committed) {
        context.nowNanos = nowNanos;
        head.activated(epoch, committed);
        return endStep();
    }

    /**
     * A client's writes, answered by {@link Effect.WritesAnswered} or {@link Effect.Failed} with the same ticket. They
     * are executed in their order, all in one record.
     */
    public List<Effect> write(
            long nowNanos, long ticket, Origin origin, List<WriteCommand> commands, long deadlineNanos) {
        context.nowNanos = nowNanos;
        if (context.isHead()) {
            head.write(WriteRequest.of(ticket, origin, commands, deadlineNanos));
        } else {
            context.fail(ticket, Failure.WRONG_REPLICA);
        }
        return endStep();
    }

    /** A client's reads, answered by {@link Effect.ReadsAnswered} or {@link Effect.Failed} with the same ticket. */
    public List<Effect> read(long nowNanos, long ticket, Origin origin, List<Key> keys, long deadlineNanos) {
        context.nowNanos = nowNanos;
        reads.read(ticket, origin, keys, deadlineNanos);
        return endStep();
    }

    /**
     * Reads of whatever this replica has, however old; answered like {@link #read}. {@link ReplicaView#asOfNanos} tells
     * how old.
     */
    public List<Effect> readStale(long nowNanos, long ticket, Origin origin, List<Key> keys) {
        context.nowNanos = nowNanos;
        reads.readStale(ticket, origin, keys);
        return endStep();
    }

    /** This node's disk has more or less room than before. */
    public List<Effect> onFreeSpace(long nowNanos, Space space) {
        context.nowNanos = nowNanos;
        context.space = space;
        return endStep();
    }

    /** Gives up the role, so that the controller removes this replica in order; {@link Effect.Removed} says when. */
    public List<Effect> leave(long nowNanos) {
        context.nowNanos = nowNanos;
        context.leaving = true;
        return endStep();
    }

    /** Whether nothing waits for time to pass but words between neighbours that have nothing to say. */
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

    /**
     * Whether anything goes on as soon as the disk effect under way is carried out. While nothing does, {@link #onDiskDone}
     * may come as late as behind the next other event: a member in the middle of a long chain has its record on the
     * disk long before its successor acknowledges it.
     */
    public boolean awaitsDisk() {
        return !successor.counts()
                || successor.ackedSeq() > context.log.durable()
                || disk.hasMore()
                || head.hasQueued()
                || context.leaving;
    }

    /** What the controller is to know; also what it is told first when this life begins. */
    public ReplicaReport report() {
        return reporter.report();
    }

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

    /**
     * How long rounds have taken of late from here to the next member and back, without what they took behind it, if there
     * is one; else 0. A round waits for no disk: it is the two members and their link that take it.
     */
    public long hopMillis(long nowNanos) {
        context.nowNanos = nowNanos;
        return successor.hopMillis();
    }

    /**
     * How long rounds have taken of late, once they had come here, until they were known here to be complete; 0 at the
     * head. The head tells with the next thing that it sends down, which may be the next round.
     */
    public long completionMillis(long nowNanos) {
        context.nowNanos = nowNanos;
        return context.isHead() ? 0 : predecessor.completionMillis();
    }

    /** Lets the data go on along its way, once, in the order of its way; then takes the effects. */
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
