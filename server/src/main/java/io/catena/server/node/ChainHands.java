package io.catena.server.node;

import io.catena.server.carrying.CarriedChains;
import io.catena.server.carrying.SurplusReplica;
import io.catena.server.chain.Configuration;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.node.replicas.CarriedReplicas;
import io.catena.server.node.replicas.ReplicaHost;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins to carry chains and gives them up, with the parts of a running node.
 *
 * @param chains of the cluster, the first one first
 * @param calls runs what may wait for ZooKeeper, one task after the other
 * @param loop the event loop
 */
record ChainHands(
        Cluster cluster,
        List<ChainZnodes> chains,
        CarriedReplicas carried,
        ReplicaFactory factory,
        Executor calls,
        Executor loop,
        ReplicaHost.Ending ending)
        implements CarriedChains.Hands {
    private static final Logger LOG = LoggerFactory.getLogger(ChainHands.class);

    @Override
    public boolean isStopping() {
        return ending.isStopping();
    }

    @Override
    public CarriedChains.Known known(int chain) {
        ReplicaHost host = carried.of(chain);
        long life = host.replica().driver() == null ? 0 : host.replica().self().life();
        return new CarriedChains.Known(
                host.layout().configuration(), host.layout().activatedEpoch(), life);
    }

    @Override
    public void begin(int chain) {
        try {
            ReplicaHost host = factory.make(chains.get(chain - 1));
            LOG.info("chain {}: this node begins to carry it", chain);
            carried.add(host);
            host.begin();
        } catch (IOException e) {
            ending.halt("the trace of chain " + chain + " cannot be opened: " + e.getMessage(), e);
        }
    }

    @Override
    public void leave(int chain) {
        LOG.info("chain {} is to be on other nodes, and is complete there: this member leaves it", chain);
        carried.of(chain).replica().driver().leave();
    }

    @Override
    public void liveAnew(int chain) {
        LOG.info(
                "chain {}: this member has asked to leave it, and is the only one: its next life takes writes again",
                chain);
        carried.of(chain).liveAnew();
    }

    @Override
    public void look(int chain, Consumer<Optional<CarriedChains.Found>> then) {
        try {
            calls.execute(() -> {
                Optional<CarriedChains.Found> found = look(chains.get(chain - 1));
                loop.execute(() -> then.accept(found));
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("closed meanwhile: no answer is needed", e);
        }
    }

    private Optional<CarriedChains.Found> look(ChainZnodes chain) {
        try {
            cluster.calls().catchUp(chain.configurationPath());
            Configuration activated = chain.fetchActivated().orElse(null);
            return Optional.of(new CarriedChains.Found(chain.fetch().orElse(null), activated));
        } catch (CoordinationException | RuntimeException e) {
            LOG.warn(
                    "chain {}: whether this node may give it up cannot be found out now: {}",
                    chain.chain(),
                    e.toString());
            return Optional.empty();
        }
    }

    @Override
    public void end(int chain, Runnable done) {
        carried.of(chain).giveUp(done);
    }

    @Override
    public void forget(int chain, Configuration activated, Consumer<Boolean> then) {
        carried.of(chain).forget(stored -> SurplusReplica.isOlder(stored, activated), then);
    }

    @Override
    public void isGone(int chain) {
        ReplicaHost host = carried.of(chain);
        carried.remove(chain);
        factory.dismiss(host);
    }
}
