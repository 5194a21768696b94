package io.catena.server.node;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.CoordinationException;
import io.catena.server.coordination.CoordinationException.NodeIdInUse;
import io.catena.server.coordination.LeaderEviction;
import io.catena.server.coordination.NodeSession;
import io.catena.server.replica.Membership;
import io.catena.server.runtime.Scheduler;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's part in the record that ZooKeeper keeps: one call after the other, on a thread that it may block. What fails is
 * logged, and answered as not done.
 */
final class ZooKeeperMembership implements Membership, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperMembership.class);
    private static final long REGISTER_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private final ChainZnodes znodes;
    private final Scheduler loop;
    private final Consumer<NodeIdInUse> taken;
    private final ExecutorService blocking =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "catena-membership"));
    /** Set once, before the first life. */
    private NodeSession session;

    private LeaderEviction leaderEviction;

    /** @param taken hears, on any thread, that another process has this node's id */
    ZooKeeperMembership(ChainZnodes znodes, Scheduler loop, Consumer<NodeIdInUse> taken) {
        this.znodes = znodes;
        this.loop = loop;
        this.taken = taken;
    }

    /** Before anything is asked of it. */
    void uses(NodeSession newSession, LeaderEviction newUnseating) {
        session = newSession;
        leaderEviction = newUnseating;
    }

    @Override
    public void register(Member life, Consumer<Boolean> done) {
        aside(() -> {
            try {
                session.register(life, REGISTER_MILLIS);
                loop.execute(() -> done.accept(true));
            } catch (NodeIdInUse e) {
                taken.accept(e);
            } catch (CoordinationException e) {
                LOG.warn("cannot register yet: {}", e.getMessage());
                loop.execute(() -> done.accept(false));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void report(ReplicaReport report) {
        session.report(report);
        leaderEviction.doubts(!report.suspects().isEmpty());
    }

    @Override
    public void activate(Effect.Activate wish, Consumer<Boolean> done) {
        aside(() -> {
            boolean noted = false;
            try {
                noted = znodes.activate(wish.configuration(), wish.committed());
            } catch (CoordinationException | RuntimeException e) {
                LOG.warn(
                        "ZooKeeper cannot note yet that epoch {} is activated and record {} committed: {}",
                        wish.configuration().epoch(),
                        wish.committed(),
                        e.toString());
            }
            boolean answer = noted;
            loop.execute(() -> done.accept(answer));
        });
    }

    @Override
    public void fetch(Consumer<Optional<Configuration>> done) {
        aside(() -> {
            Optional<Configuration> found = Optional.empty();
            try {
                found = znodes.fetch();
            } catch (CoordinationException | RuntimeException e) {
                LOG.warn("the newest configuration cannot be fetched: {}", e.toString());
            }
            Optional<Configuration> answer = found;
            loop.execute(() -> done.accept(answer));
        });
    }

    private void aside(Runnable call) {
        try {
            blocking.execute(call);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed meanwhile: nobody waits for an answer", e);
        }
    }

    @Override
    public void close() {
        blocking.shutdownNow();
    }
}
