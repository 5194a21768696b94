package io.catena.server.registration;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Health;
import io.catena.server.runtime.CoalescedSteps;
import io.catena.server.runtime.Scheduler;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps the present life of one chain's replica registered, with what it reports, while its node is. A life that was
 * registered and has lost its znode registers again only if the newest configuration names it (N6); otherwise it is
 * over, and the replica needs another one.
 *
 * <p>A znode of another session in its place is a leftover of this node, since no other process has its id while it is
 * registered, and is replaced.
 */
public final class ReplicaRegistration {
    private static final long RETRY_MILLIS = 100;

    private final NodeRegistration node;
    private final long process;
    private final EphemeralZnode<RegisteredReplica> znode;
    private final ReadableZnode<FoundConfiguration> configuration;
    private final Scheduler scheduler;
    private final Consumer<Member> lost;
    private final CoalescedSteps steps;
    /** The life to be registered; null while there is to be none. */
    private Member life;

    private Runnable registered;
    private ReplicaReport report;
    private Health health = Health.WELL;
    /** Whether the life was registered, in whatever session. */
    private boolean wasInPlace;
    /** The content that is known to be in ZooKeeper; null if unknown. */
    private RegisteredReplica written;
    /** Whether that may have changed since it was last looked at; goes before it is looked at. */
    private boolean doubtful;
    /** Whether nothing is likely to be there. */
    private boolean mostlyGone;
    /** To be called when nothing is registered; null unless what is registered is to be taken back. */
    private Runnable withdrawn;

    /**
     * Registers nothing yet.
     *
     * @param process the incarnation of the node's process
     * @param configuration the newest one of the chain
     * @param lost is told, on the scheduler, that this life has lost its place while it was not registered
     * @param failed is told of an unexpected exception; the next attempt comes after 1 s
     */
    public ReplicaRegistration(
            NodeRegistration node,
            long process,
            EphemeralZnode<RegisteredReplica> znode,
            ReadableZnode<FoundConfiguration> configuration,
            Scheduler scheduler,
            Consumer<Member> lost,
            Consumer<RuntimeException> failed) {
        this.node = node;
        this.process = process;
        this.znode = znode;
        this.configuration = configuration;
        this.scheduler = scheduler;
        this.lost = lost;
        this.steps = new CoalescedSteps(scheduler, this::step, e -> {
            doubtful = true;
            failed.accept(e);
        });
    }

    /**
     * Registers a life in place of the one before, as soon as the node is registered, and keeps it registered. Any
     * thread.
     *
     * @param first what it reports to begin with
     * @param done called on the scheduler as soon as it is registered
     */
    public void register(Member newLife, ReplicaReport first, Runnable done) {
        scheduler.execute(() -> {
            life = newLife;
            report = first;
            registered = done;
            wasInPlace = false;
            written = null;
        });
        steps.hint();
    }

    /**
     * Takes back what is registered, as soon as the node is registered and ZooKeeper answers. No life is to be registered after
     * this. Any thread.
     *
     * @param done called on the scheduler, once, when nothing is there
     */
    public void withdraw(Runnable done) {
        scheduler.execute(() -> {
            life = null;
            withdrawn = done;
        });
        steps.hint();
    }

    /** States what the controller is to know of the present life; only the last statement counts. Any thread. */
    public void report(ReplicaReport newReport) {
        scheduler.execute(() -> {
            if (life != null && newReport.life() == life.life()) {
                report = newReport;
            }
        });
        steps.hint();
    }

    /** States the health of the node; only the last statement counts. Any thread. */
    public void report(Health newHealth) {
        scheduler.execute(() -> health = newHealth);
        steps.hint();
    }

    /** The znode may be gone. Any thread. */
    public void doubt() {
        scheduler.execute(() -> doubtful = true);
        steps.hint();
    }

    /**
     * The node has just been found registered. Any thread.
     *
     * @param anew whether it was not before: then a life that was never registered is mostly alone in its place, and is
     *     registered without a look
     */
    public void nodeIsRegistered(boolean anew) {
        scheduler.execute(() -> {
            doubtful = true;
            mostlyGone = anew;
        });
        steps.hint();
    }

    /** Ends the registration. Called by the scheduler's tasks, or after their end. */
    public void end() {
        steps.close();
    }

    private RegisteredReplica content() {
        return new RegisteredReplica(process, report, health);
    }

    private void step() {
        if (withdrawn != null && node.isInPlace()) {
            znode.read(steps.on(this::takeBack));
            return;
        }
        if (life == null || !node.isInPlace() || !hasToLook()) {
            steps.rest();
            return;
        }
        doubtful = false;
        written = null;
        Member whose = life;
        boolean looks = wasInPlace || !mostlyGone;
        mostlyGone = false;
        if (looks) {
            znode.read(steps.on(state -> seen(whose, state)));
        } else {
            put(whose, Optional.empty());
        }
    }

    private void takeBack(EphemeralZnode.State<RegisteredReplica> state) {
        if (!state.known()) {
            steps.again(RETRY_MILLIS);
        } else if (state.content().isPresent()) {
            znode.delete(state.content().get(), steps.on(this::isTakenBack));
        } else {
            isTakenBack(true);
        }
    }

    private void isTakenBack(boolean done) {
        if (!done) {
            steps.again(RETRY_MILLIS);
            return;
        }
        Runnable told = withdrawn;
        withdrawn = null;
        told.run();
        steps.rest();
    }

    private boolean hasToLook() {
        return doubtful || written == null || content().isNews(written);
    }

    private void seen(Member whose, EphemeralZnode.State<RegisteredReplica> state) {
        if (!state.known() || whose != life) {
            steps.again(RETRY_MILLIS);
            return;
        }
        Optional<EphemeralZnode.Content<RegisteredReplica>> there = state.content();
        Optional<RegisteredReplica> found = there.filter(EphemeralZnode.Content::ours)
                .flatMap(EphemeralZnode.Content::value)
                .filter(replica -> replica.life() == life.life() && replica.process() == process);
        if (found.isPresent() && !content().isNews(found.get())) {
            isThere(whose, found.get());
        } else if (found.isPresent()) {
            RegisteredReplica content = content();
            znode.change(there.get(), content, steps.on(done -> isWritten(whose, content, done)));
        } else {
            isNotThere(whose, there);
        }
    }

    private void isNotThere(Member whose, Optional<EphemeralZnode.Content<RegisteredReplica>> there) {
        if (wasInPlace) {
            configuration.read(steps.on(newest -> putAgain(whose, there, newest)));
        } else {
            put(whose, there);
        }
    }

    private void putAgain(
            Member whose,
            Optional<EphemeralZnode.Content<RegisteredReplica>> there,
            ZnodeReading<FoundConfiguration> newest) {
        if (!newest.isRead() || whose != life) {
            steps.again(RETRY_MILLIS);
        } else if (newest.content()
                .filter(found -> !hasPlace(found.configuration()))
                .isPresent()) {
            isOver(whose, there);
        } else {
            put(whose, there);
        }
    }

    /** What is left of it is taken away, so that no controller counts it while the next life is on its way. */
    private void isOver(Member whose, Optional<EphemeralZnode.Content<RegisteredReplica>> there) {
        if (there.isPresent()) {
            znode.delete(there.get(), steps.on(done -> isOver(whose)));
        } else {
            isOver(whose);
        }
    }

    private void isOver(Member whose) {
        lost.accept(whose);
        if (whose == life) {
            life = null;
        }
        steps.rest();
    }

    private boolean hasPlace(Configuration newest) {
        return newest.line().stream().anyMatch(life::is);
    }

    private void put(Member whose, Optional<EphemeralZnode.Content<RegisteredReplica>> there) {
        RegisteredReplica content = content();
        znode.put(there, content, steps.on(done -> isWritten(whose, content, done)));
    }

    private void isWritten(Member whose, RegisteredReplica content, boolean done) {
        if (done && whose == life) {
            isThere(whose, content);
        } else {
            steps.again(done ? 0 : RETRY_MILLIS);
        }
    }

    /** Changes that have come meanwhile lead to another step. */
    private void isThere(Member whose, RegisteredReplica content) {
        if (!wasInPlace) {
            registered.run();
        }
        wasInPlace = true;
        written = content;
        steps.rest();
    }
}
