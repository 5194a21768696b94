package io.catena.server.registration;

import io.catena.server.controller.decision.ProbeAnswer;
import io.catena.server.runtime.CoalescedSteps;
import io.catena.server.runtime.Scheduler;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps a node registered: the sign that its process is there. It does not depend on the lives of its replicas (N5): it
 * changes with the process and with the session alone.
 *
 * <p>What another session owns is never adopted, or it would vanish with that session. If it is a leftover of this node
 * it is replaced; a leftover is what this process wrote in an earlier session, or what names this node's own address
 * while the process that it names does not answer (this process holds the port, so the earlier one is dead). Else it
 * must go by itself. If the other process answers, this one is the second with the node's id, and is refused.
 */
public final class NodeRegistration {
    private static final long RETRY_MILLIS = 100;

    /** Is told on the scheduler. */
    public interface Listener {
        /**
         * The node has been found registered, in the present session.
         *
         * @param anew whether it was not just before
         */
        void registered(boolean anew);

        /** Another process is registered under the node's id, and answers: stop. */
        void nodeIdTaken(String why);
    }

    /** What the last attempt to register found. */
    public enum Hindrance {
        NONE,
        /** ZooKeeper did not answer. */
        NO_ANSWER,
        /** A znode is in the place that must go by itself. */
        OCCUPIED
    }

    private final RegisteredNode self;
    private final EphemeralZnode<RegisteredNode> znode;
    private final Function<RegisteredNode, CompletableFuture<ProbeAnswer>> probe;
    private final long probeNanos;
    private final Scheduler scheduler;
    private final Listener listener;
    private final CoalescedSteps steps;
    private boolean begun;
    private boolean connected;
    /** Whether it was found in place when it was last looked at. */
    private boolean inPlace;
    /** Whether it may have changed since then; goes before it is looked at. */
    private boolean doubtful = true;
    /** Whether it is being looked at. */
    private boolean looking;

    private boolean taken;
    private volatile Hindrance hindrance = Hindrance.NO_ANSWER;

    /**
     * Does nothing before {@link #begin}, and while there is no connection.
     *
     * @param probe asks whether that very process is there
     * @param probeMillis after this time a missing answer counts as silence
     * @param failed is told of an unexpected exception; the next attempt comes after 1 s
     */
    public NodeRegistration(
            RegisteredNode self,
            EphemeralZnode<RegisteredNode> znode,
            Function<RegisteredNode, CompletableFuture<ProbeAnswer>> probe,
            long probeMillis,
            Scheduler scheduler,
            Listener listener,
            Consumer<RuntimeException> failed) {
        this.self = self;
        this.znode = znode;
        this.probe = probe;
        this.probeNanos = TimeUnit.MILLISECONDS.toNanos(probeMillis);
        this.scheduler = scheduler;
        this.listener = listener;
        this.steps = new CoalescedSteps(scheduler, this::step, e -> {
            doubtful = true;
            failed.accept(e);
        });
    }

    /** Registers the node and keeps it registered. Any thread. */
    public void begin() {
        scheduler.execute(() -> begun = true);
        steps.hint();
    }

    /** The connection to ZooKeeper has come, perhaps with another session, or gone. Any thread. */
    public void connection(boolean now) {
        scheduler.execute(() -> connected = now);
        doubt();
    }

    /** The registration may be gone. Any thread. */
    public void doubt() {
        scheduler.execute(() -> doubtful = true);
        steps.hint();
    }

    /** Whether the node is registered, as far as is known. */
    public boolean isInPlace() {
        return connected && inPlace && !doubtful && !looking;
    }

    /** What keeps the node from being registered. Any thread. */
    public Hindrance hindrance() {
        return hindrance;
    }

    /**
     * Ends the registration, and deletes the znode if the present session made it. Called by the scheduler's tasks, or
     * after their end.
     */
    public void end() {
        steps.close();
        inPlace = false;
        znode.read(state -> state.content()
                .filter(EphemeralZnode.Content::ours)
                .ifPresent(there -> znode.delete(there, done -> {})));
    }

    private void step() {
        if (!begun || !connected || taken || !doubtful) {
            steps.rest();
            return;
        }
        doubtful = false;
        looking = true;
        znode.read(steps.on(this::seen));
    }

    private void seen(EphemeralZnode.State<RegisteredNode> state) {
        if (!state.known()) {
            tryAgain(Hindrance.NO_ANSWER);
            return;
        }
        Optional<EphemeralZnode.Content<RegisteredNode>> there = state.content();
        Optional<RegisteredNode> other = there.flatMap(EphemeralZnode.Content::value);
        if (there.isPresent() && there.get().ours() && other.equals(Optional.of(self))) {
            isThere();
        } else if (there.isEmpty()
                || there.get().ours()
                || other.filter(self::is).isPresent()) {
            put(there);
        } else if (other.isEmpty()) {
            tryAgain(Hindrance.OCCUPIED);
        } else {
            ask(other.get(), answer -> answered(there, other.get(), answer));
        }
    }

    private void ask(RegisteredNode other, Consumer<ProbeAnswer> then) {
        Consumer<ProbeAnswer> answered = steps.onFirst(then);
        probe.apply(other)
                .whenComplete((answer, failure) -> answered.accept(failure == null ? answer : ProbeAnswer.SILENT));
        scheduler.schedule(probeNanos, () -> answered.accept(ProbeAnswer.SILENT));
    }

    private void answered(
            Optional<EphemeralZnode.Content<RegisteredNode>> there, RegisteredNode other, ProbeAnswer answer) {
        if (answer == ProbeAnswer.ALIVE) {
            listener.nodeIdTaken("node id " + other.nodeId() + " is in use: " + other.address()
                    + " answers under it; was the data directory copied? Give each node a directory of its own");
            taken = true;
            steps.rest();
        } else if (other.address().equals(self.address())) {
            put(there);
        } else {
            tryAgain(Hindrance.OCCUPIED);
        }
    }

    private void put(Optional<EphemeralZnode.Content<RegisteredNode>> there) {
        inPlace = false;
        znode.put(there, self, steps.on(done -> {
            if (done) {
                isThere();
            } else {
                tryAgain(Hindrance.NO_ANSWER);
            }
        }));
    }

    private void isThere() {
        hindrance = Hindrance.NONE;
        listener.registered(!inPlace);
        inPlace = true;
        looking = false;
        steps.rest();
    }

    private void tryAgain(Hindrance why) {
        hindrance = why;
        doubtful = true;
        steps.again(RETRY_MILLIS);
    }
}
