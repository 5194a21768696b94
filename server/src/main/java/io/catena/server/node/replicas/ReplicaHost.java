package io.catena.server.node.replicas;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.Space;
import io.catena.server.chain.StoredState;
import io.catena.server.controller.decision.Health;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.controller.LeaderEviction;
import io.catena.server.registration.ChainListener;
import io.catena.server.registration.ChainSession;
import io.catena.server.registration.PublishedLayout;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.replica.ReplicaLifecycle;
import io.catena.server.requests.Forwarding;
import io.catena.server.rpc.RateLimitedLog;
import io.catena.server.rpc.inbound.NodeMessages;
import io.catena.server.rpc.outbound.Peers;
import io.catena.server.runtime.health.HealthWatch;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.trace.ReplicaTrace;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.AbstractEventExecutor;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replica of one chain on this node: passes its lives what ZooKeeper, other nodes, the disk and the clock report,
 * and logs for the operator what happens to them. Owned by the event loop; news may come on any thread.
 */
public final class ReplicaHost
        implements ReplicaLifecycle.Node, ChainListener, NodeMessages, Ticks.Listener, AutoCloseable {
    /** Ends the node when a life cannot go on. */
    public interface Ending {
        boolean isStopping();

        /** The replica has been removed on its own request. */
        void hasLeft();

        void halt(String reason, Throwable cause);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaHost.class);

    private final EventLoop loop;
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
    /** Set once, before the first life. */
    private ChainSession session;

    private final CompletableFuture<Void> lives = new CompletableFuture<>();

    /** Limits the log, because a neighbour may repeat a wrong message any number of times. */
    private final RateLimitedLog drops = new RateLimitedLog(LOG::warn, System::nanoTime);

    private final Ticks ticks;
    private final HealthWatch watch;
    private Health health = Health.WELL;

    public ReplicaHost(
            NodeIdentity identity,
            ReplicaSettings settings,
            EventLoop loop,
            Peers peers,
            Forwarding forwarding,
            ReplicaStore store,
            DiskThreads disk,
            ReplicaCounters counters,
            ReplicaTrace.Lines trace,
            CurrentReplica replica,
            ChainLayout layout,
            MembershipKeeper keeper,
            ChainZnodes znodes,
            Ending ending) {
        this.loop = loop;
        this.scheduler = new NettyScheduler(loop);
        this.forwarding = forwarding;
        this.store = store;
        this.replica = replica;
        this.layout = layout;
        this.keeper = keeper;
        this.ending = ending;
        this.ticks = new Ticks(loop, System::nanoTime, this);
        this.watch = new HealthWatch(System.nanoTime());
        LoopQueue tasks = LoopQueue.of((AbstractEventExecutor) loop);
        this.factory = new LifeFactory(
                layout.chain(),
                identity,
                settings,
                new LifeFactory.Parts(store, disk, watch.disk(), tasks, trace),
                scheduler,
                counters,
                e -> ending.halt("the disk cannot be read: " + e.getMessage(), e));
        this.membership = new ZooKeeperMembership(znodes, scheduler);
        this.lifecycle = new ReplicaLifecycle(
                new ReplicaLifecycle.Ports(System::nanoTime, scheduler, membership, new PeerLinks(peers)),
                factory,
                this,
                replica);
    }

    /** To be called before all other methods. */
    public void uses(ChainSession newSession, LeaderEviction leaderEviction) {
        session = newSession;
        membership.uses(newSession, leaderEviction);
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

    // ------------------------------------------------------------------------------------------- news

    @Override
    public void received(Message.Envelope from, Message message) {
        lifecycle.received(from, message);
    }

    /** To be called when the connection to another node is broken. */
    public void peerDown(String address) {
        lifecycle.peerDown(address);
    }

    /** To be called, on any thread, when the free space of the disk has changed. */
    public void freeSpace(Space found) {
        scheduler.execute(() -> lifecycle.freeSpace(found));
    }

    /** Begins to send ticks; to be called after the first life has begun. */
    public void startTicking() {
        ticks.start();
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
        if (!now.equals(health)) {
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
            layout.activated(read.activatedEpoch());
            keepMembership();
            layout.note(read.note());
        });
    }

    private void keepMembership() {
        keeper.keep(layout.configuration(), layout.activatedEpoch());
    }

    @Override
    public void newLifeNeeded(Member lost) {
        LOG.warn("{} lost its place while it was not registered", lost);
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
        ending.hasLeft();
    }

    @Override
    public void lifeBegins(Member life, StoredState stored) {
        LOG.info(
                "life {} begins: log end {}, applied {}, epoch {}",
                Long.toHexString(life.life()),
                stored.logEnd(),
                stored.applied(),
                stored.epoch());
        lives.complete(null);
    }

    @Override
    public void lifeEnds(Member life, long pauseMillis) {
        LOG.warn("this life {}; a new one begins in {} ms", layout.whyRemoved(life), pauseMillis);
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
        ticks.turn(quiet);
    }

    @Override
    public void linkDropped(Member from, String reason) {
        drops.log("the link to " + from + " is dropped, because its message cannot be true: " + reason);
    }

    @Override
    public void halt(String reason, Throwable cause) {
        ending.halt(reason, cause);
    }

    @Override
    public void close() {
        membership.close();
    }
}
