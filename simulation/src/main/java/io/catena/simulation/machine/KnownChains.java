package io.catena.simulation.machine;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Key;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.requests.KnownConfiguration;
import io.catena.server.requests.LookedUpChains;
import io.catena.server.requests.Requests;
import io.catena.server.requests.RequestsByChain;
import io.catena.simulation.planted.BrokenPlacing;
import io.catena.simulation.run.SimulatedRun;
import java.util.ArrayList;
import java.util.List;

/** What a process knows of each chain, whether it carries it or not, and what takes requests for it. */
final class KnownChains implements RequestsByChain.Chains, LookedUpChains.Directory {
    private final SimulatedRun run;
    private final SimulatedProcess process;
    private final BrokenPlacing broken;
    /** The first one first. */
    private final List<Known> chains = new ArrayList<>();

    /** One chain. */
    record Known(CurrentReplica replica, KnownConfiguration configuration, Requests requests) {}

    KnownChains(SimulatedRun run, SimulatedProcess process, BrokenPlacing broken) {
        this.run = run;
        this.process = process;
        this.broken = broken;
        LookedUpChains lookedUp = new LookedUpChains(
                run.placement().isPlaced() ? this::hears : chain -> true,
                this,
                process::clockNanos,
                new ProcessScheduler(process));
        for (int chain = 1; chain <= run.chains(); chain++) {
            chains.add(make(chain, lookedUp));
        }
    }

    private Known make(int chain, LookedUpChains lookedUp) {
        CurrentReplica replica = new CurrentReplica();
        KnownConfiguration configuration = new KnownConfiguration();
        Requests requests = new Requests(
                chain,
                replica,
                configuration::newest,
                process.forwarding(),
                new Requests.Ports(
                        process::clockNanos,
                        () -> run.seededRandom().between(1, Long.MAX_VALUE - 1),
                        origin -> origin.connection() % SimulatedProcess.CLIENT_MACHINES),
                lookedUp.of(chain));
        return new Known(replica, configuration, requests);
    }

    /** A replica that has just been made knows nothing for a moment. */
    private boolean hears(int chain) {
        return process.replica(chain) != null && chain(chain).configuration().newest() != null;
    }

    Known chain(int chain) {
        return chains.get(chain - 1);
    }

    @Override
    public int count() {
        return run.chains();
    }

    @Override
    public Requests of(int chain) {
        return chain(chain).requests();
    }

    @Override
    public int chainOf(Key key) {
        return run.keys().chainOf(key);
    }

    @Override
    public void lookUp(int chain, LookedUpChains.Answer done) {
        KnownConfiguration known = chain(chain).configuration();
        if (!broken.looksUp(known.newest() != null)) {
            done.answered(true);
            return;
        }
        run.count("chains looked up");
        process.zooKeeper()
                .read(
                        state -> {
                            Configuration found = state.chain(chain).configuration();
                            if (found != null) {
                                known.lookedUp(found, process.forwarding());
                            }
                            done.answered(found != null);
                        },
                        () -> done.answered(false));
    }
}
