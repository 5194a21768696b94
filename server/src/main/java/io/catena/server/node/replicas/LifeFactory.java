package io.catena.server.node.replicas;

import io.catena.server.chain.Member;
import io.catena.server.chain.Protocol;
import io.catena.server.chain.Replica;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.StoredState;
import io.catena.server.disk.ReplicaWrites;
import io.catena.server.disk.StoreDisk;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.replica.ReplicaDriver;
import io.catena.server.replica.ReplicaLifecycle;
import io.catena.server.runtime.Scheduler;
import io.catena.server.runtime.health.DiskWatch;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.trace.ReplicaTrace;
import io.catena.server.trace.TracedReplica;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Creates the lives of a replica on a real disk. Owned by the event loop. */
final class LifeFactory implements ReplicaLifecycle.Birth {
    /** What all lives share: the store, its threads, the order of its writes, and the trace (null if none is wanted). */
    record Parts(
            ReplicaStore store,
            DiskThreads disk,
            ReplicaWrites writes,
            DiskWatch watch,
            LoopQueue loop,
            ReplicaTrace.Lines trace) {}

    private final int chain;
    private final NodeIdentity identity;
    private final ReplicaSettings settings;
    private final Parts parts;
    private final Scheduler scheduler;
    private final ReplicaCounters counters;
    private final Consumer<Exception> unreadable;
    private final SecureRandom random = new SecureRandom();

    /** @param unreadable is called, on any thread, when the disk cannot be read */
    LifeFactory(
            int chain,
            NodeIdentity identity,
            ReplicaSettings settings,
            Parts parts,
            Scheduler scheduler,
            ReplicaCounters counters,
            Consumer<Exception> unreadable) {
        this.chain = chain;
        this.identity = identity;
        this.settings = settings;
        this.parts = parts;
        this.scheduler = scheduler;
        this.counters = counters;
        this.unreadable = unreadable;
    }

    /** In turn with the writes of the last life, so that all of them are on the disk before. */
    @Override
    public void recover(Consumer<StoredState> found) {
        parts.writes().addAtLength(() -> {
            try {
                StoredState stored = parts.store().recover();
                scheduler.execute(() -> found.accept(stored));
            } catch (RuntimeException e) {
                unreadable.accept(e);
            }
            return CompletableFuture.completedFuture(null);
        });
    }

    /**
     * Removes what the disk holds, behind all writes of the last life, if what it holds may be removed.
     *
     * @param then whether it was removed
     */
    void forget(Predicate<StoredState> may, Consumer<Boolean> then) {
        parts.writes().addAtLength(() -> {
            try {
                boolean removed = parts.store().forgetIf(may);
                scheduler.execute(() -> then.accept(removed));
            } catch (RuntimeException e) {
                unreadable.accept(e);
            }
            return CompletableFuture.completedFuture(null);
        });
    }

    @Override
    public Member newLife() {
        long life = random.nextLong() & Long.MAX_VALUE;
        return new Member(identity.nodeId(), Math.max(1, life), identity.address());
    }

    @Override
    public ReplicaDriver drive(Member life, StoredState stored, ReplicaDriver.Host host) {
        counters.lifeBegins();
        return new ReplicaDriver(
                protocol(life, stored),
                System::nanoTime,
                listener -> new StoreDisk(
                        parts.store(),
                        new StoreDisk.Ports(parts.disk(), parts.writes(), parts.loop(), System::nanoTime, scheduler),
                        parts.watch(),
                        parts.disk().shared(),
                        listener),
                parts.loop()::inNextTurn,
                counters,
                host);
    }

    private Protocol protocol(Member life, StoredState stored) {
        long nowNanos = System.nanoTime();
        Protocol replica = new Replica(chain, identity.clusterId(), life, settings, stored, nowNanos);
        if (parts.trace() == null) {
            return replica;
        }
        return new TracedReplica(
                replica,
                new ReplicaTrace(parts.trace(), chain, identity.clusterId(), life, settings, stored, nowNanos));
    }
}
