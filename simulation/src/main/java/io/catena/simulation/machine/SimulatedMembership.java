package io.catena.simulation.machine;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.StoredState;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.registration.ChainListener;
import io.catena.server.registration.ChainSession;
import io.catena.server.registration.LastActivated;
import io.catena.server.registration.PublishedLayout;
import io.catena.server.replica.Membership;
import io.catena.simulation.zookeeper.ChainState;
import io.catena.simulation.zookeeper.ZooKeeperClient;
import io.catena.simulation.zookeeper.ZooKeeperState;
import java.util.Optional;
import java.util.function.Consumer;

/** A replica's access to what the simulated ZooKeeper holds of its chain. */
final class SimulatedMembership implements Membership, ChainListener {
    private final int number;
    private final SimulatedProcess process;
    private final SimulatedReplica replica;
    private final ZooKeeperClient zooKeeper;
    private final SimulatedNodeSession session;
    private final ChainSession chain;

    SimulatedMembership(SimulatedProcess process, SimulatedReplica replica, SimulatedNodeSession session) {
        this.number = replica.chain();
        this.process = process;
        this.replica = replica;
        this.zooKeeper = process.zooKeeper();
        this.session = session;
        this.chain = session.chain(number, this);
    }

    /** Nothing of the replica is registered when this is done. */
    void withdraw(Runnable done) {
        chain.withdraw(done);
    }

    /** The process follows the chain no longer. */
    void leaveSession() {
        session.remove(chain);
    }

    /** The last activated epoch of which ZooKeeper has told. */
    long publishedActivatedEpoch() {
        return chain.publishedLayout().activatedEpoch();
    }

    // ------------------------------------------------------------------------------------------- wishes

    @Override
    public void register(Member life, StoredState stored, Runnable done) {
        chain.register(life, ReplicaReport.asALifeBegins(number, life, stored), done);
    }

    @Override
    public void report(ReplicaReport report) {
        replica.reported(report);
        chain.report(report);
    }

    /** States how the node does. */
    void state(Health now) {
        chain.report(now);
    }

    @Override
    public void activate(Effect.Activate wish, Consumer<Boolean> done) {
        zooKeeper.write(state -> activated(state, wish), done, () -> done.accept(false));
    }

    private ZooKeeperState activated(ZooKeeperState state, Effect.Activate wish) {
        ChainState now = state.chain(number);
        if (!wish.configuration().equals(now.configuration())) {
            return null;
        }
        Optional<LastActivated> there = Optional.ofNullable(now.activated())
                .map(configuration -> new LastActivated(configuration, now.committed()));
        return LastActivated.next(there, wish.configuration(), wish.committed())
                .map(next -> state.withActivated(next.configuration(), next.committed()))
                .orElse(state);
    }

    @Override
    public void fetch(Consumer<Optional<Configuration>> done) {
        zooKeeper.read(
                state -> done.accept(Optional.ofNullable(state.chain(number).configuration())),
                () -> done.accept(Optional.empty()));
    }

    // ------------------------------------------------------------------------------------------- news

    @Override
    public void configurationChanged(Configuration found) {
        replica.adopt(found);
        keep();
    }

    @Override
    public void layoutChanged() {
        keep();
    }

    private void keep() {
        PublishedLayout layout = chain.publishedLayout();
        if (layout.configuration() != null) {
            process.machine().keep(new KnownMembership(layout.configuration(), layout.activatedEpoch()));
        }
    }

    @Override
    public void newLifeNeeded(Member lost) {
        replica.lost(lost);
    }

    @Override
    public void configurationWentBack(String how) {
        process.halt(how);
    }
}
