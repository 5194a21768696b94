package io.catena.server.node.operators;

import io.catena.server.chain.Configuration;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.PipelinedReads;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads how far each chain of the cluster has come, also of those that this node does not carry. Every call blocks on ZooKeeper: the
 * reads of a thousand chains together for at most about one connection attempt.
 *
 * @param chains of the cluster, the first one first
 */
record PublishedChains(Cluster cluster, List<ChainZnodes> chains) {
    private static final int AT_ONCE = 1_000;

    /** What is being read of a chain. */
    private record Reading(
            ChainZnodes chain,
            PipelinedReads.Reading<Optional<Znode>> newest,
            PipelinedReads.Reading<Optional<Znode>> activated) {
        PublishedChain await() throws MalformedZnode, ZooKeeperUnavailable {
            return new PublishedChain(
                    chain.chain(),
                    configuration(chain.configurationPath(), newest),
                    configuration(chain.activatedPath(), activated)
                            .map(Configuration::epoch)
                            .orElse(0L));
        }

        private Optional<Configuration> configuration(String path, PipelinedReads.Reading<Optional<Znode>> reading)
                throws MalformedZnode, ZooKeeperUnavailable {
            return chain.decode(path, reading.await()).map(ChainZnodes.Found::configuration);
        }
    }

    /**
     * All chains, as they are at the moment of this call or later; none is left out.
     *
     * @throws MalformedZnode if one of them cannot be understood; an operator has been told
     */
    List<PublishedChain> look() throws MalformedZnode, ZooKeeperUnavailable {
        cluster.calls().catchUp(chains.get(0).configurationPath());
        List<PublishedChain> found = new ArrayList<>(chains.size());
        for (int from = 0; from < chains.size(); from += AT_ONCE) {
            PipelinedReads reads = cluster.calls().pipelined();
            List<Reading> readings = chains.subList(from, Math.min(from + AT_ONCE, chains.size())).stream()
                    .map(chain -> new Reading(
                            chain, reads.data(chain.configurationPath()), reads.data(chain.activatedPath())))
                    .toList();
            for (Reading reading : readings) {
                found.add(reading.await());
            }
        }
        return found;
    }

    /** Why the chain does not serve, as the controller has published it; empty if it serves. */
    String note(PublishedChain of) throws MalformedZnode, ZooKeeperUnavailable {
        return chains.get(of.chain() - 1).fetchNote();
    }
}
