package io.catena.server.node.replicas;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.StoredState;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.registration.ChainSession;
import io.catena.server.replica.Membership;
import io.catena.server.replica.SuspectingChains;
import io.catena.server.runtime.Scheduler;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replica's access to the membership in ZooKeeper. Registrations and reports go to {@link ChainSession}; the other
 * calls run one after the other where they may block. A failed call is logged and answered as not done.
 */
final class ZooKeeperMembership implements Membership {
    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperMembership.class);

    private final ChainZnodes znodes;
    private final Scheduler loop;
    private final Executor blocking;
    /** Set once, before the first life. */
    private ChainSession session;

    private SuspectingChains suspecting;

    /** @param blocking runs tasks that may wait for ZooKeeper, one after the other */
    ZooKeeperMembership(ChainZnodes znodes, Scheduler loop, Executor blocking) {
        this.znodes = znodes;
        this.loop = loop;
        this.blocking = blocking;
    }

    /** To be called before all other methods. */
    void uses(ChainSession newSession, SuspectingChains newSuspecting) {
        session = newSession;
        suspecting = newSuspecting;
    }

    @Override
    public void register(Member life, StoredState stored, Runnable done) {
        session.register(life, ReplicaReport.asALifeBegins(znodes.chain(), life, stored), () -> {
            LOG.info("chain {}: registered as {}", znodes.chain(), life);
            loop.execute(done);
        });
    }

    @Override
    public void report(ReplicaReport report) {
        session.report(report);
        suspecting.report(znodes.chain(), !report.suspects().isEmpty());
    }

    @Override
    public void activate(Effect.Activate wish, Consumer<Boolean> done) {
        aside(() -> {
            boolean noted = false;
            try {
                noted = znodes.activate(wish.configuration(), wish.committed());
            } catch (CoordinationException | RuntimeException e) {
                LOG.warn(
                        "chain {}: ZooKeeper has not recorded yet that epoch {} is activated and seq {} committed: {}",
                        znodes.chain(),
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
                LOG.warn("chain {}: the newest configuration cannot be fetched: {}", znodes.chain(), e.toString());
            }
            Optional<Configuration> answer = found;
            loop.execute(() -> done.accept(answer));
        });
    }

    private void aside(Runnable call) {
        try {
            blocking.execute(call);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed meanwhile: no answer is needed", e);
        }
    }
}
