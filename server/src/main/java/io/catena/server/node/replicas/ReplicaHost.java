package io.catena.server.node.replicas;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.Space;
import io.catena.server.chain.StoredState;
import io.catena.server.controller.decision.Health;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.disk.ReplicaWrites;
import io.catena.server.registration.ChainListener;
import io.catena.server.registration.ChainSession;
import io.catena.server.registration.PublishedLayout;
import io.catena.server.replica.CarriedReplica;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.replica.ReplicaLifecycle;
import io.catena.server.replica.SharedLinks;
import io.catena.server.replica.SuspectingChains;
import io.catena.server.requests.Forwarding;
import io.catena.server.rpc.RateLimitedLog;
import io.catena.server.runtime.health.HealthWatch;
import io.catena.server.runtime.health.NodeDiskWatch;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.trace.ReplicaTrace;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.AbstractEventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replica of one chain on this node: passes its lives what ZooKeeper, other nodes, the disk and the clock report,
 * and logs for the operator what happens to them. Owned by the event loop; news may come on any thread.
 */
public final class ReplicaHost implements CarriedReplica, ReplicaLifecycle.Node, ChainListener {
    /** Ends the node when a life cannot go on. */
    public interface Ending {
        boolean isStopping();

        /** This replica has been removed on its own request. */
        void hasLeft(CurrentReplica replica);

        void halt(String reason, Throwable cause);
    }

    /**
     * What all replicas of a node share.
     *
     * @param turn is told at the end of each step whether nothing in its replica waits for time to pass
     * @param nodeDisk measures the node's disk by the cycles of all chains
     * @param calls runs what may wait for ZooKeeper, one task after the other
     */
    public record Shared(
            NodeIdentity identity,
            ReplicaSettings settings,
            EventLoop loop,
            Consumer<Boolean> turn,
            SharedLinks links,
            Forwarding forwarding,
            DiskThreads disk,
            NodeDiskWatch nodeDisk,
            MembershipKeeper keeper,
            Executor calls,
            Ending ending) {}

    /**
     * What belongs to one replica.
     *
     * @param trace null if none is wanted
     */
    public record Own(
            ReplicaStore store,
            ReplicaTrace.Lines trace,
            CurrentReplica replica,
            ChainLayout layout,
            ReplicaCounters counters,
            ChainZnodes znodes) {}

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaHost.class);

    private final NettyScheduler scheduler;
    private final Forwarding forwarding;
    private final ReplicaStore store;
    private final CurrentReplica replica;
    private final ChainLayout layout;
    private final MembershipKeeper keeper;
    private final Ending ending;
    private final LifeFactory factory;
    private final ZooKeeperMembership membership;
    private final ReplicaLifecycle lifecycle;
    private final SharedLinks links;
    /** Set once, before the first life, like the next. */
    private ChainSession session;

    private SuspectingChains suspecting;
    /** Whether the node gives the replica up: no news are for it any more. */
    private boolean over;

    private final CompletableFuture<Void> lives = new CompletableFuture<>();

    /** Limits the log, because a neighbour may repeat a wrong message any number of times. */
    private final RateLimitedLog drops = new RateLimitedLog(LOG::warn, System::nanoTime);

    private final Consumer<Boolean> turn;
    private final ReplicaCounters counters;
    private final HealthWatch watch;
    private Health health = Health.WELL;

    public ReplicaHost(Shared shared, Own own) {
        this.scheduler = new NettyScheduler(shared.loop());
        this.forwarding = shared.forwarding();
        this.links = shared.links();
        this.store = own.store();
        this.replica = own.replica();
        this.layout = own.layout();
        this.counters = own.counters();
        this.keeper = shared.keeper();
        this.ending = shared.ending();
        this.turn = shared.turn();
        this.watch = new HealthWatch(System.nanoTime(), shared.nodeDisk());
        LoopQueue tasks = LoopQueue.of((AbstractEventExecutor) shared.loop());
        this.factory = new LifeFactory(
                layout.chain(),
                shared.identity(),
                shared.settings(),
                new LifeFactory.Parts(
                        store, shared.disk(), new ReplicaWrites(shared.disk()), watch.disk(), tasks, own.trace()),
                scheduler,
                counters,
                e -> ending.halt("the disk cannot be read: " + e.getMessage(), e));
        this.membership = new ZooKeeperMembership(own.znodes(), scheduler, shared.calls());
        this.lifecycle = new ReplicaLifecycle(
                new ReplicaLifecycle.Ports(
                        System::nanoTime, scheduler, membership, shared.links().of(layout.chain())),
                factory,
                this,
                replica);
    }

    /** To be called before all other methods. */
    public void uses(ChainSession newSession, SuspectingChains newSuspecting) {
        session = newSession;
        suspecting = newSuspecting;
        membership.uses(newSession, newSuspecting);
    }

    @Override
    public int chain() {
        return layout.chain();
    }

    /** What the node knows of the chain. */
    public ChainLayout layout() {
        return layout;
    }

    @Override
    public CurrentReplica replica() {
        return replica;
    }

    public ReplicaCounters counters() {
        return counters;
    }

    /** Where the replica keeps its data. */
    public ReplicaStore store() {
        return store;
    }

    /**
     * Begins the first life as soon as the node and then the life are registered. Must not be called on the event loop,
     * because it reads the disk.
     *
     * @return completed when the life has begun
     */
    public CompletableFuture<Void> beginFirst() {
        StoredState stored = store.recover();
        scheduler.execute(() -> lifecycle.register(factory.newLife(), stored));
        return lives;
    }

    /** The same on the event loop: the disk is read aside. */
    public void begin() {
        lifecycle.begin();
    }

    /** The present life ends, and the next one begins after a pause. */
    public void liveAnew() {
        lifecycle.lost(replica.self());
    }

    // ------------------------------------------------------------------------------------------- the end

    /**
     * The node gives the replica up (M11): its life ends, no other one follows, and its registration is deleted.
     *
     * @param done called on the event loop when that is so
     */
    public void giveUp(Runnable done) {
        over = true;
        lifecycle.end();
        session.withdraw(() -> scheduler.execute(done));
    }

    /**
     * Removes what the disk has of the replica, behind all writes of its lives, if that may be removed. To be called after {@link
     * #giveUp}.
     *
     * @param then whether it was removed; on the event loop
     */
    public void forget(Predicate<StoredState> may, Consumer<Boolean> then) {
        factory.forget(may, removed -> {
            if (removed) {
                LOG.info("chain {}: it goes on without this node, which has removed what it had of it", chain());
                keeper.forget(chain());
            }
            then.accept(removed);
        });
    }

    /** What the node's replicas share has nothing of this one any more. */
    public void detach() {
        forwarding.forget(chain());
        links.forget(chain());
        suspecting.forget(chain());
    }

    /** The replica's part of the node's session. */
    public ChainSession session() {
        return session;
    }

    // ------------------------------------------------------------------------------------------- news

    @Override
    public void received(Message.Envelope from, Message message) {
        lifecycle.received(from, message);
    }

    @Override
    public void peerDown(String address) {
        lifecycle.peerDown(address);
    }

    @Override
    public void freeSpace(Space found) {
        lifecycle.freeSpace(found);
    }

    @Override
    public boolean isQuiet() {
        return lifecycle.isQuiet();
    }

    @Override
    public boolean tick(long nowNanos, long dueNanos) {
        Health now = watch.tick(
                nowNanos,
                dueNanos,
                replica.driver() == null
                        ? HealthWatch.Measured.NOTHING
                        : replica.driver().measured(),
                lifecycle.space() != Space.ENOUGH);
        if (now != health) {
            health = now;
            session.report(now);
        }
        return lifecycle.tick();
    }

    @Override
    public void configurationChanged(Configuration configuration) {
        scheduler.execute(() -> lifecycle.adopt(configuration));
    }

    @Override
    public void layoutChanged() {
        PublishedLayout read = session.publishedLayout();
        scheduler.execute(() -> {
            if (!over) {
                layout.activated(read.activatedEpoch());
                keepMembership();
                layout.note(read.note());
            }
        });
    }

    private void keepMembership() {
        keeper.keep(layout.configuration(), layout.activatedEpoch());
    }

    @Override
    public void newLifeNeeded(Member lost) {
        LOG.warn("chain {}: {} lost its place while it was not registered", chain(), lost);
        scheduler.execute(() -> lifecycle.lost(lost));
    }

    @Override
    public void configurationWentBack(String why) {
        ending.halt(why, null);
    }

    // ------------------------------------------------------------------------------------------- what becomes of the
    // lives

    @Override
    public boolean isUnwell() {
        return watch.isUnwell();
    }

    @Override
    public boolean isStopping() {
        return ending.isStopping();
    }

    @Override
    public void hasLeft() {
        ending.hasLeft(replica);
    }

    @Override
    public void lifeBegins(Member life, StoredState stored) {
        LOG.info(
                "chain {}: life {} begins: log end {}, applied {}, epoch {}",
                chain(),
                Long.toHexString(life.life()),
                stored.logEnd(),
                stored.applied(),
                stored.epoch());
        lives.complete(null);
    }

    @Override
    public void lifeEnds(Member life, long pauseMillis) {
        watch.losesPlace(System.nanoTime());
        LOG.warn("chain {}: this life {}; a new one begins in {} ms", chain(), layout.whyRemoved(life), pauseMillis);
    }

    @Override
    public void adopted(Configuration before, Configuration newest) {
        layout.configuration(newest);
        keepMembership();
        forwarding.adopted(before, newest);
        if (replica.driver() != null) {
            LOG.info(EpochInWords.of(newest, replica.self()));
        }
    }

    @Override
    public void activated(long epoch) {
        layout.activated(epoch);
    }

    @Override
    public void stepped(boolean quiet) {
        turn.accept(quiet);
    }

    @Override
    public void linkDropped(Member from, String reason) {
        drops.log("the link to " + from + " is dropped, because its message cannot be true: " + reason);
    }

    @Override
    public void halt(String reason, Throwable cause) {
        ending.halt(reason, cause);
    }
}
