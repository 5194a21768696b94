package io.catena.simulation.machine;

import io.catena.server.carrying.CarriedChains;
import io.catena.server.chain.Configuration;
import io.catena.simulation.invariants.RemovalInvariants;
import io.catena.simulation.planted.BrokenPlacing;
import io.catena.simulation.run.SimulatedRun;
import io.catena.simulation.zookeeper.ZooKeeperState;
import java.util.Optional;
import java.util.function.Consumer;

/** A process begins to carry chains and gives them up. Each step is judged; the process may end between any two. */
final class SimulatedHands implements CarriedChains.Hands {
    private final Surroundings around;
    private final SimulatedRun run;
    private final SimulatedProcess process;
    private final BrokenPlacing broken;
    /** What was read of the chain that is being given up; null before. */
    private RemovalInvariants.Looked looked;

    SimulatedHands(Surroundings around, SimulatedProcess process) {
        this.around = around;
        this.run = around.run();
        this.process = process;
        this.broken = around.faultPlanter().placing();
    }

    private RemovalInvariants judge(int chain) {
        return around.invariants(chain).removals();
    }

    private void stepTaken(int chain, String step) {
        run.trace().line(run.nameOf(process.name(), chain), "%s", step);
        around.interruptions().stepTaken(process);
    }

    @Override
    public boolean isStopping() {
        return process.isStopping();
    }

    @Override
    public CarriedChains.Known known(int chain) {
        SimulatedReplica replica = process.replica(chain);
        return new CarriedChains.Known(
                process.known(chain).configuration().newest(),
                replica.activatedEpoch(),
                replica.life() == null ? 0 : replica.self().life());
    }

    @Override
    public void begin(int chain) {
        run.count("replicas begun");
        run.trace().line(run.nameOf(process.name(), chain), "begins to carry the chain");
        process.begin(chain);
    }

    @Override
    public void leave(int chain) {
        run.count("members that leave for other nodes");
        judge(chain).leaves(process.name(), process.known(chain).configuration().newest());
        process.replica(chain).replica().driver().leave();
        stepTaken(chain, "leaves, since the chain is complete elsewhere");
    }

    @Override
    public void liveAnew(int chain) {
        run.count("members that have asked to leave and are left alone");
        process.replica(chain).liveAnew();
    }

    @Override
    public void look(int chain, Consumer<Optional<CarriedChains.Found>> then) {
        looked = null;
        Optional<CarriedChains.Found> instead = broken.looked(known(chain));
        if (instead.isPresent()) {
            then.accept(instead);
            return;
        }
        long askedZxid = around.zooKeeper().newest().zxid();
        Runnable unknown = () -> then.accept(Optional.empty());
        process.zooKeeper().catchUp(session -> {
            if (session.isEmpty()) {
                unknown.run();
                return;
            }
            process.zooKeeper()
                    .read(
                            before -> process.zooKeeper()
                                    .read(newest -> found(chain, askedZxid, before, newest, then), unknown),
                            unknown);
        });
    }

    /** @param before what was read first */
    private void found(
            int chain,
            long askedZxid,
            ZooKeeperState before,
            ZooKeeperState now,
            Consumer<Optional<CarriedChains.Found>> then) {
        Configuration activated = before.chain(chain).activated();
        Configuration newest = now.chain(chain).configuration();
        process.post(around.interruptions().lateNanos(), () -> {
            looked = new RemovalInvariants.Looked(askedZxid, before.zxid(), newest, activated);
            stepTaken(chain, "has read whether it may give the replica up");
            then.accept(Optional.of(new CarriedChains.Found(newest, activated)));
        });
    }

    @Override
    public void end(int chain, Runnable done) {
        judge(chain).isGivenUp(process.name(), looked);
        process.replica(chain).giveUp(() -> {
            stepTaken(chain, "has no life any more");
            done.run();
        });
    }

    @Override
    public void forget(int chain, Configuration activated, Consumer<Boolean> then) {
        process.replica(chain).forget(activated, removed -> {
            run.count(removed ? "replicas removed" : "replicas kept, since they are of a newer epoch");
            stepTaken(chain, removed ? "has removed what it had" : "keeps what it has");
            then.accept(removed);
        });
    }

    @Override
    public void isGone(int chain) {
        process.dismiss(chain);
    }
}
