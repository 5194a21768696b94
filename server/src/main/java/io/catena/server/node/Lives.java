package io.catena.server.node;

import static io.catena.server.threads.LastResort.guarded;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.Protocol;
import io.catena.server.chain.Replica;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.Space;
import io.catena.server.chain.StoredState;
import io.catena.server.controller.decision.Health;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.CoordinationException;
import io.catena.server.coordination.CoordinationException.NodeIdInUse;
import io.catena.server.coordination.Layout;
import io.catena.server.coordination.NodeListener;
import io.catena.server.coordination.NodeSession;
import io.catena.server.coordination.Unseating;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.replica.ReplicaDriver;
import io.catena.server.rpc.NodeMessages;
import io.catena.server.rpc.Peers;
import io.catena.server.rpc.RateLimitedLog;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.trace.ReplicaTrace;
import io.catena.server.trace.TracedReplica;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.AbstractEventExecutor;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lives of this node's replica, one after the other: begins them, brings them news from ZooKeeper and messages from
 * other nodes, and sees to what they want. What lives is touched on the event loop only; what may block on ZooKeeper runs
 * on a thread of its own.
 */
final class Lives implements ReplicaDriver.Host, NodeListener, NodeMessages, Ticks.Listener, AutoCloseable {
    /** How a node ends when a life cannot go on. */
    interface Ending {
        boolean isStopping();

        /** The replica has been removed, as it wished. */
        void hasLeft();

        void halt(String reason, Throwable cause);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Lives.class);

    private final NodeIdentity identity;
    private final ReplicaSettings settings;
    private final EventLoop loop;
    private final Peers peers;
    private final ReplicaStore store;
    private final DiskThreads disk;
    private final ReplicaCounters counters;
    /** Null where nobody wants one. */
    private final ReplicaTrace.Lines trace;

    private final LocalReplica replica;
    private final ChainLayout layout;
    private final MembershipKeeper keeper;
    private final Ending ending;
    private final SecureRandom random = new SecureRandom();
    private final ExecutorService blocking =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "catena-lives"));
    private final Errands errands;
    /** Set once, before the first life. */
    private NodeSession session;

    private Unseating unseating;
    /** Whether a new life is on its way. */
    private boolean beginning;

    /** Whether the life on its way has lost its place before it began. */
    private boolean beginAgain;

    /** A neighbour that goes on with it may not fill the log. */
    private final RateLimitedLog drops = new RateLimitedLog(LOG::warn, System::nanoTime);

    private final Ticks ticks;
    private final HealthWatch watch;
    private final Comeback comeback = new Comeback();
    private Health health = Health.WELL;
    private long lifeBeganNanos;
    private Space space = Space.ENOUGH;

    Lives(
            NodeIdentity identity,
            ReplicaSettings settings,
            EventLoop loop,
            Peers peers,
            ReplicaStore store,
            DiskThreads disk,
            ReplicaCounters counters,
            ReplicaTrace.Lines trace,
            LocalReplica replica,
            ChainLayout layout,
            MembershipKeeper keeper,
            ChainZnodes znodes,
            Ending ending) {
        this.identity = identity;
        this.settings = settings;
        this.loop = loop;
        this.peers = peers;
        this.store = store;
        this.disk = disk;
        this.counters = counters;
        this.trace = trace;
        this.replica = replica;
        this.layout = layout;
        this.keeper = keeper;
        this.errands = new Errands(znodes, loop, blocking);
        this.ending = ending;
        this.ticks = new Ticks(loop, System::nanoTime, this);
        this.watch = new HealthWatch(System.nanoTime());
    }

    /**
     * Begins the first life: registers it and lets news in. Not on the event loop; blocks until it is registered.
     */
    void beginFirst(NodeSession newSession, Unseating newUnseating, long deadlineMillis)
            throws CoordinationException, InterruptedException {
        session = newSession;
        unseating = newUnseating;
        StoredState stored = store.recover();
        Member self = newMember();
        session.registerFirst(self, deadlineMillis);
        loop.submit(() -> begin(self, stored)).syncUninterruptibly();
        session.start();
    }

    private Member newMember() {
        long incarnation = random.nextLong() & Long.MAX_VALUE;
        return new Member(identity.nodeId(), Math.max(1, incarnation), identity.address());
    }

    private void begin(Member self, StoredState stored) {
        counters.lifeBegins();
        LoopQueue tasks = LoopQueue.of((AbstractEventExecutor) loop);
        ReplicaDriver driver = new ReplicaDriver(
                protocol(self, stored),
                System::nanoTime,
                listener -> new StoreDisk(store, disk, watch.disk(), tasks, listener),
                tasks::inNextTurn,
                counters,
                this);
        replica.begins(self, driver);
        driver.freeSpace(space);
        lifeBeganNanos = System.nanoTime();
        report(driver.report());
        LOG.info(
                "life {} begins: log end {}, applied {}, epoch {}",
                Long.toHexString(self.incarnation()),
                stored.logEnd(),
                stored.applied(),
                stored.epoch());
        if (layout.configuration() != null) {
            driver.configuration(layout.configuration());
        }
    }

    private Protocol protocol(Member self, StoredState stored) {
        long nowNanos = System.nanoTime();
        Protocol life = new Replica(layout.chain(), identity.clusterId(), self, settings, stored, nowNanos);
        return trace == null
                ? life
                : new TracedReplica(
                        life,
                        new ReplicaTrace(
                                trace, layout.chain(), identity.clusterId(), self, settings, stored, nowNanos));
    }

    /** The present life is over; begins the next one after a pause that grows while lives are short. */
    private void beginNext() {
        if (beginning || ending.isStopping()) {
            beginAgain = beginning;
            return;
        }
        beginning = true;
        beginAgain = false;
        long pauseMillis = comeback.pauseMillis(System.nanoTime() - lifeBeganNanos, watch.isUnwell());
        LOG.warn("this life {}; a new one begins in {} ms", layout.whyRemoved(replica.self()), pauseMillis);
        replica.ends();
        loop.schedule(guarded(this::registerAside), pauseMillis, TimeUnit.MILLISECONDS);
    }

    private void registerAside() {
        try {
            blocking.execute(this::registerNext);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed meanwhile: there will be no next life", e);
        }
    }

    /** The disk's writer recovers, so that what the last life had given to it is on the disk before. */
    private void registerNext() {
        try {
            StoredState stored = disk.writer().submit(store::recover).get();
            Member self = newMember();
            session.register(self, TimeUnit.MINUTES.toMillis(1));
            loop.execute(guarded(() -> {
                beginning = false;
                begin(self, stored);
                if (beginAgain) {
                    beginNext();
                }
            }));
        } catch (NodeIdInUse e) {
            ending.halt(e.getMessage(), null);
        } catch (CoordinationException e) {
            LOG.warn("cannot register yet: {}", e.getMessage());
            loop.execute(guarded(() -> {
                beginning = false;
                beginNext();
            }));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            ending.halt("the disk cannot be read: " + e.getMessage(), e);
        }
    }

    // ------------------------------------------------------------------------------------------- from other nodes

    @Override
    public void received(Message.Envelope from, Message message) {
        if (replica.driver() != null) {
            replica.driver().message(from, message);
        }
    }

    /** The connection to another node is broken. */
    void peerDown(String address) {
        if (replica.driver() != null) {
            replica.driver().peerDown(address);
        }
    }

    /** From any thread: the disk has more or less room than before. */
    void freeSpace(Space found) {
        loop.execute(guarded(() -> {
            space = found;
            if (replica.driver() != null) {
                replica.driver().freeSpace(found);
            }
        }));
    }

    /** Begins to let time pass; after the first life has begun. */
    void startTicking() {
        ticks.start();
    }

    @Override
    public boolean tick(long nowNanos, long dueNanos) {
        Health now = watch.tick(nowNanos, dueNanos, replica.driver(), space != Space.ENOUGH);
        if (!now.equals(health)) {
            health = now;
            session.report(now);
        }
        if (replica.driver() != null) {
            replica.driver().tick();
        }
        return replica.driver() != null && replica.driver().isQuiet();
    }

    // ------------------------------------------------------------------------------------------- from ZooKeeper

    @Override
    public void connectionChanged(boolean connected) {
        if (connected) {
            LOG.info("connected to ZooKeeper");
        } else {
            LOG.warn("the connection to ZooKeeper is gone; the chain goes on, its membership stands still");
        }
    }

    @Override
    public void configurationChanged(Configuration configuration) {
        loop.execute(guarded(() -> adopt(configuration)));
    }

    /** News that comes late is no news: what it says of who is needed would close links of the epoch that came before it. */
    private void adopt(Configuration configuration) {
        if (configuration.epoch() <= layout.epoch()) {
            return;
        }
        Configuration before = layout.configuration();
        layout.configuration(configuration);
        keepMembership();
        Forwarding.endCallsToThoseWhoWent(peers, before, configuration);
        Set<String> addresses = new HashSet<>();
        configuration.line().forEach(member -> addresses.add(member.address()));
        peers.retain(addresses);
        if (replica.driver() != null) {
            replica.driver().configuration(configuration);
            LOG.info(EpochInWords.of(configuration, replica.self()));
        }
    }

    private void keepMembership() {
        keeper.keep(layout.configuration(), layout.activatedEpoch());
    }

    @Override
    public void layoutChanged() {
        Layout read = session.layout();
        loop.execute(guarded(() -> {
            layout.activated(read.activatedEpoch());
            keepMembership();
            layout.note(read.note());
        }));
    }

    @Override
    public void sessionReplaced() {
        LOG.info("registration and report are renewed in the new session");
    }

    @Override
    public void newLifeNeeded() {
        loop.execute(guarded(this::beginNext));
    }

    @Override
    public void nodeIdTaken(NodeIdInUse reason) {
        ending.halt(reason.getMessage(), null);
    }

    @Override
    public void configurationWentBack(String why) {
        ending.halt(why, null);
    }

    // ------------------------------------------------------------------------------------------- from the replica

    @Override
    public void send(Member to, Message.Envelope envelope, Message message) {
        peers.send(to.address(), envelope, message);
    }

    @Override
    public void stepped(boolean quiet) {
        ticks.turn(quiet);
    }

    @Override
    public void disconnect(Member from) {
        LOG.warn("{} says nothing; connecting anew", from);
        peers.disconnect(from.address());
    }

    @Override
    public void report(ReplicaReport report) {
        session.report(report);
        unseating.doubts(!report.suspects().isEmpty());
    }

    @Override
    public void activate(Effect.Activate wish) {
        errands.activate(wish, this::activated);
    }

    private void activated(Effect.Activate done) {
        layout.activated(done.configuration().epoch());
        if (replica.driver() != null) {
            replica.driver().activated(done);
        }
    }

    @Override
    public void fetchConfiguration() {
        errands.fetch(this::adopt);
    }

    @Override
    public void removed() {
        if (ending.isStopping()) {
            ending.hasLeft();
        } else {
            beginNext();
        }
    }

    @Override
    public void linkDropped(Member from, String reason) {
        drops.log("the link to " + from + " is dropped, since what it said cannot be true: " + reason);
    }

    @Override
    public void halt(String reason, Throwable cause) {
        ending.halt(reason, cause);
    }

    @Override
    public void close() {
        blocking.shutdownNow();
    }
}
