package io.catena.server.replica;

import io.catena.server.runtime.Clock;
import io.catena.server.runtime.Scheduler;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Takes this node's replica out of its chain in order: asks for it, and waits until the chain goes on without the
 * replica. Only what is published in ZooKeeper lets a member go: while there is no connection to it there is nothing to
 * wait for but the connection, and that not for long. Owned by the replica's loop.
 */
public final class LeaveCompletion {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long WITHOUT_ZOOKEEPER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** What has come of it. */
    public enum Outcome {
        /** The replica is no member, or the only one. */
        NOTHING_TO_LEAVE,
        /** The chain goes on without it. */
        LEFT,
        /** The chain has not let it go in time. */
        NOT_LET_GO
    }

    private final Clock clock;
    private final Scheduler scheduler;
    private final CurrentReplica replica;
    private final BooleanSupplier hasZooKeeper;

    private long beganNanos;
    private long connectedNanos;
    /** Is told the outcome; null before it begins and when it is over. */
    private Consumer<Outcome> waiting;

    public LeaveCompletion(Clock clock, Scheduler scheduler, CurrentReplica replica, BooleanSupplier hasZooKeeper) {
        this.clock = clock;
        this.scheduler = scheduler;
        this.replica = replica;
        this.hasZooKeeper = hasZooKeeper;
    }

    /**
     * To be called once.
     *
     * @param done hears the outcome, once; perhaps at once
     */
    public void begin(Consumer<Outcome> done) {
        if (!replica.isMember() || replica.isLastMember()) {
            done.accept(Outcome.NOTHING_TO_LEAVE);
            return;
        }
        waiting = done;
        beganNanos = clock.nanoTime();
        connectedNanos = beganNanos;
        replica.driver().leave();
        look();
    }

    /** The chain has let the replica go. */
    public void hasLeft() {
        end(Outcome.LEFT);
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
            scheduler.schedule(LOOK_NANOS, this::look);
        }
    }

    private void end(Outcome outcome) {
        Consumer<Outcome> told = waiting;
        waiting = null;
        if (told != null) {
            told.accept(outcome);
        }
    }
}
