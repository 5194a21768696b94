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
    private final SimulatedProcess process;
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

    SimulatedMembership(World world, SimulatedProcess process) {
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
                            ZooKeeperState.Registered there =
                                    found.registrations().get(member.nodeId());
                            zooKeeper()
                                    .write(
                                            zooKeeperState -> sameRegistration(
                                                            there,
                                                            zooKeeperState
                                                                    .registrations()
                                                                    .get(member.nodeId()))
                                                    ? zooKeeperState.withRegistration(member, session)
                                                    : null,
                                            success -> (success ? done : retry).run(),
                                            retry);
                        },
                        retry);
    }

    private static boolean sameRegistration(ZooKeeperState.Registered seen, ZooKeeperState.Registered there) {
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
                        zooKeeperState -> {
                            boolean newest = wanted.equals(zooKeeperState.configuration());
                            boolean activated = zooKeeperState.activated() != null
                                    && zooKeeperState.activated().epoch() >= wanted.epoch();
                            boolean noted = activated && zooKeeperState.committed() >= wish.committed();
                            boolean sameLineage = zooKeeperState.activated() != null
                                    && zooKeeperState.activated().lineage() == wanted.lineage();
                            long committed = Math.max(sameLineage ? zooKeeperState.committed() : 0, wish.committed());
                            Configuration held = activated ? zooKeeperState.activated() : wanted;
                            return newest && !noted
                                    ? zooKeeperState.withActivated(held, committed)
                                    : newest ? zooKeeperState : null;
                        },
                        done,
                        () -> done.accept(false));
    }

    @Override
    public void fetch(Consumer<Optional<Configuration>> done) {
        zooKeeper()
                .read(
                        zooKeeperState -> done.accept(Optional.ofNullable(zooKeeperState.configuration())),
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
                        zooKeeperState -> {
                            news(zooKeeperState, reads);
                            keepReport(zooKeeperState);
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

    private void news(ZooKeeperState zooKeeperState, boolean reads) {
        Configuration found = zooKeeperState.configuration();
        if (!reads || found == null) {
            return;
        }
        if (told != null && found.epoch() < told.epoch()) {
            process.halt("ZooKeeper shows epoch " + found.epoch() + "; epoch " + told.epoch() + " was seen");
        } else if (told == null || found.epoch() > told.epoch()) {
            told = found;
            process.adopt(found);
        }
        Configuration activated = zooKeeperState.activated();
        process.machine()
                .keep(new io.catena.server.controller.decision.KnownMembership(
                        told, activated == null ? 0 : activated.epoch()));
    }

    private void keepReport(ZooKeeperState zooKeeperState) {
        long session = zooKeeper().session();
        ReplicaReport report = stated;
        Health its = health;
        boolean isNews = report != null && (report.isNews(written) || !its.equals(writtenHealth));
        if (report == null || !isNews && session == writtenInSession) {
            keepRegistration(zooKeeperState);
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
                            keepRegistration(zooKeeperState);
                        },
                        this::retry);
    }

    private void keepRegistration(ZooKeeperState zooKeeperState) {
        Member life = wanted;
        if (life == null
                || !wasInPlace
                || zooKeeperState.isRegistered(life, zooKeeper().session())) {
            done();
            return;
        }
        zooKeeper().read(newest -> registerAgain(life, newest), this::retry);
    }

    private void registerAgain(Member life, ZooKeeperState newest) {
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
