package io.catena.server.replica;

import io.catena.server.runtime.Clock;
import io.catena.server.runtime.Scheduler;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes this node's replicas out of their chains in order: asks for it, and waits until all chains go on without their
 * replicas. One chain is asked after the other, since a chain takes no writes while it lets its head go (M10). Only what is published in
 * ZooKeeper lets a member go: while there is no connection to it there is nothing to wait for but the connection, and that not for long.
 * Owned by the replica's loop.
 */
public final class LeaveCompletion {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long WITHOUT_ZOOKEEPER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** A chain that does not let its replica go keeps the others waiting no longer. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** When so much has passed, all that are left are asked, so that they can go within the limit. */
    private static final long ALL_NANOS = LIMIT_NANOS / 2;

    /** What has come of it. */
    public enum Outcome {
        /** No replica is a member beside others. */
        NOTHING_TO_LEAVE,
        /** The chains go on without them. */
        LEFT,
        /** Not all chains have let their replicas go in time. */
        NOT_LET_GO
    }

    private final Clock clock;
    private final Scheduler scheduler;
    private final Supplier<? extends Collection<CurrentReplica>> replicas;
    private final BooleanSupplier hasZooKeeper;

    private long beganNanos;
    private long connectedNanos;
    private long askedNanos;
    /** Is told the outcome; null before it begins and when it is over. */
    private Consumer<Outcome> waiting;
    /** Those whose chains have not let them go, in the order in which they are asked. */
    private final Set<CurrentReplica> leaving = new LinkedHashSet<>();
    /** Those of them that have not been asked. */
    private final Deque<CurrentReplica> unasked = new ArrayDeque<>();
    /** The one that was asked last; null before and when none is left. */
    private CurrentReplica asked;

    /** @param replicas those that the node has when it begins to leave */
    public LeaveCompletion(
            Clock clock,
            Scheduler scheduler,
            Supplier<? extends Collection<CurrentReplica>> replicas,
            BooleanSupplier hasZooKeeper) {
        this.clock = clock;
        this.scheduler = scheduler;
        this.replicas = replicas;
        this.hasZooKeeper = hasZooKeeper;
    }

    /**
     * To be called once.
     *
     * @param done hears the outcome, once; perhaps at once
     */
    public void begin(Consumer<Outcome> done) {
        for (CurrentReplica replica : replicas.get()) {
            if (hasToLeave(replica)) {
                leaving.add(replica);
            }
        }
        if (leaving.isEmpty()) {
            done.accept(Outcome.NOTHING_TO_LEAVE);
            return;
        }
        waiting = done;
        beganNanos = clock.nanoTime();
        connectedNanos = beganNanos;
        unasked.addAll(leaving);
        askNext();
        look();
    }

    /** Those that have nothing to leave any more are passed over. */
    private void askNext() {
        asked = unasked.pollFirst();
        while (asked != null && !hasToLeave(asked)) {
            leaving.remove(asked);
            asked = unasked.pollFirst();
        }
        if (asked != null) {
            askedNanos = clock.nanoTime();
            asked.driver().leave();
        } else if (leaving.isEmpty()) {
            end(Outcome.LEFT);
        }
    }

    private static boolean hasToLeave(CurrentReplica replica) {
        return replica.isMember() && !replica.isLastMember();
    }

    /** A chain has let this replica go. */
    public void hasLeft(CurrentReplica replica) {
        leaving.remove(replica);
        unasked.remove(replica);
        if (replica == asked) {
            askNext();
        } else if (leaving.isEmpty()) {
            end(Outcome.LEFT);
        }
    }

    private void look() {
        if (waiting == null) {
            return;
        }
        long nowNanos = clock.nanoTime();
        if (hasZooKeeper.getAsBoolean()) {
            connectedNanos = nowNanos;
        }
        if (nowNanos - beganNanos >= LIMIT_NANOS || nowNanos - connectedNanos >= WITHOUT_ZOOKEEPER_NANOS) {
            end(Outcome.NOT_LET_GO);
        } else {
            if (!unasked.isEmpty() && nowNanos - askedNanos >= PATIENCE_NANOS) {
                askNext();
            }
            while (!unasked.isEmpty() && nowNanos - beganNanos >= ALL_NANOS) {
                askNext();
            }
            scheduler.schedule(LOOK_NANOS, this::look);
        }
    }

    private void end(Outcome outcome) {
        Consumer<Outcome> told = waiting;
        waiting = null;
        unasked.clear();
        if (told != null) {
            told.accept(outcome);
        }
    }
}
