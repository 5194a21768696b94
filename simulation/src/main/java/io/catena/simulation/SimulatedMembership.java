package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Health;
import io.catena.server.replica.Membership;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A node's membership in ZooKeeper, as {@code coordination.NodeSession} keeps it: registration, report, and news of the
 * configuration. One step at a time; hints that come meanwhile lead to one more.
 */
final class SimulatedMembership implements Membership {
    private static final long RETRY_NANOS = Timeline.millis(100);
    private static final long REGISTER_NANOS = Timeline.millis(60_000);

    private final World world;
    private final NodeProcess process;
    private Member wanted;
    private boolean wasInPlace;
    private ReplicaReport stated;
    private Health health = Health.WELL;
    private ReplicaReport written;
    private Health writtenHealth;
    private long writtenInSession;
    private Configuration told;
    private boolean doubtful = true;
    private boolean started;
    private boolean stepping;
    private boolean again;

    SimulatedMembership(World world, NodeProcess process) {
        this.world = world;
        this.process = process;
    }

    private ZooKeeperClient zooKeeper() {
        return process.zooKeeper();
    }

    // ------------------------------------------------------------------------------------------- registering

    /** Tries again until it is registered or a minute is over. */
    @Override
    public void register(Member member, Consumer<Boolean> done) {
        wanted = member;
        wasInPlace = false;
        attempt(member, () -> done.accept(true), () -> done.accept(false), process.clockNanos() + REGISTER_NANOS);
    }

    private void attempt(Member member, Runnable registered, Runnable failed, long untilNanos) {
        if (process.clockNanos() > untilNanos) {
            wanted = null;
            failed.run();
            return;
        }
        Runnable retry = () -> process.post(RETRY_NANOS, () -> attempt(member, registered, failed, untilNanos));
        putInPlace(
                member,
                () -> {
                    wasInPlace = true;
                    started = true;
                    registered.run();
                    hint();
                },
                retry);
    }

    /** Creates the registration, or replaces what another session has left, in one transaction. */
    private void putInPlace(Member member, Runnable done, Runnable retry) {
        long session = zooKeeper().session();
        zooKeeper()
                .read(
                        found -> {
                            Znodes.Registered there = found.registrations().get(member.nodeId());
                            zooKeeper()
                                    .write(
                                            znodes -> sameRegistration(
                                                            there,
                                                            znodes.registrations()
                                                                    .get(member.nodeId()))
                                                    ? znodes.withRegistration(member, session)
                                                    : null,
                                            success -> (success ? done : retry).run(),
                                            retry);
                        },
                        retry);
    }

    private static boolean sameRegistration(Znodes.Registered seen, Znodes.Registered there) {
        return seen == null ? there == null : there != null && there.createdZxid() == seen.createdZxid();
    }

    @Override
    public void report(ReplicaReport report) {
        process.reported(report);
        stated = report;
        hint();
    }

    @Override
    public void activate(Effect.Activate wish, Consumer<Boolean> done) {
        Configuration wanted = wish.configuration();
        zooKeeper()
                .write(
                        znodes -> {
                            boolean newest = wanted.equals(znodes.configuration());
                            boolean activated = znodes.activated() != null
                                    && znodes.activated().epoch() >= wanted.epoch();
                            boolean noted = activated && znodes.committed() >= wish.committed();
                            boolean sameLineage = znodes.activated() != null
                                    && znodes.activated().lineage() == wanted.lineage();
                            long committed = Math.max(sameLineage ? znodes.committed() : 0, wish.committed());
                            Configuration held = activated ? znodes.activated() : wanted;
                            return newest && !noted ? znodes.withActivated(held, committed) : newest ? znodes : null;
                        },
                        done,
                        () -> done.accept(false));
    }

    @Override
    public void fetch(Consumer<Optional<Configuration>> done) {
        zooKeeper()
                .read(
                        znodes -> done.accept(Optional.ofNullable(znodes.configuration())),
                        () -> done.accept(Optional.empty()));
    }

    /** States how the node does. */
    void state(Health now) {
        health = now;
        hint();
    }

    // ------------------------------------------------------------------------------------------- steps

    void changed() {
        doubtful = true;
        hint();
    }

    void reconnected() {
        doubtful = true;
        hint();
    }

    private void hint() {
        if (!started) {
            return;
        }
        if (stepping) {
            again = true;
            return;
        }
        stepping = true;
        process.post(1, this::step);
    }

    private void step() {
        if (!zooKeeper().isConnected()) {
            stepping = false;
            return;
        }
        boolean reads = doubtful;
        doubtful = false;
        zooKeeper()
                .read(
                        znodes -> {
                            news(znodes, reads);
                            keepReport(znodes);
                        },
                        this::retry);
    }

    private void retry() {
        doubtful = true;
        process.post(RETRY_NANOS, () -> {
            stepping = false;
            hint();
        });
    }

    private void done() {
        stepping = false;
        if (again) {
            again = false;
            hint();
        }
    }

    private void news(Znodes znodes, boolean reads) {
        Configuration found = znodes.configuration();
        if (!reads || found == null) {
            return;
        }
        if (told != null && found.epoch() < told.epoch()) {
            process.halt("ZooKeeper shows epoch " + found.epoch() + "; epoch " + told.epoch() + " was seen");
        } else if (told == null || found.epoch() > told.epoch()) {
            told = found;
            process.adopt(found);
        }
        Configuration activated = znodes.activated();
        process.machine()
                .keep(new io.catena.server.controller.decision.Membership(
                        told, activated == null ? 0 : activated.epoch()));
    }

    private void keepReport(Znodes znodes) {
        long session = zooKeeper().session();
        ReplicaReport report = stated;
        Health its = health;
        boolean isNews = report != null && (report.isNews(written) || !its.equals(writtenHealth));
        if (report == null || !isNews && session == writtenInSession) {
            keepRegistration(znodes);
            return;
        }
        written = null;
        zooKeeper()
                .write(
                        now -> now.withReport(process.name(), report, its, session),
                        success -> {
                            written = report;
                            writtenHealth = its;
                            writtenInSession = session;
                            keepRegistration(znodes);
                        },
                        this::retry);
    }

    private void keepRegistration(Znodes znodes) {
        Member life = wanted;
        if (life == null || !wasInPlace || znodes.isRegistered(life, zooKeeper().session())) {
            done();
            return;
        }
        zooKeeper().read(newest -> registerAgain(life, newest), this::retry);
    }

    private void registerAgain(Member life, Znodes newest) {
        if (wanted != life || newest.isRegistered(life, zooKeeper().session())) {
            done();
            return;
        }
        Configuration configuration = newest.configuration();
        if (configuration != null && configuration.line().stream().noneMatch(life::is)) {
            world.trace().line(process.name(), "lost its place while it was not registered");
            wanted = null;
            process.beginNext();
            done();
            return;
        }
        putInPlace(life, this::done, this::retry);
    }
}
