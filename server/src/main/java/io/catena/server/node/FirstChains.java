package io.catena.server.node;

import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.PlacementZnodes;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.PipelinedReads;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import io.catena.server.placement.Placement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chains that a node carries when its process begins (M9): those of which its disk holds data, those that are placed on it, and those
 * whose newest configuration names it. Every call blocks on ZooKeeper.
 */
final class FirstChains {
    private static final Logger LOG = LoggerFactory.getLogger(FirstChains.class);
    private static final int AT_ONCE = 1_000;

    private final Cluster cluster;
    private final String nodeId;

    FirstChains(Cluster cluster, String nodeId) {
        this.cluster = cluster;
        this.nodeId = nodeId;
    }

    /**
     * @param all the chains of the cluster
     * @param held those of which the disk holds data
     * @param placement as it is now
     */
    SortedSet<Integer> of(Iterable<ChainZnodes> all, SortedSet<Integer> held, Placement placement)
            throws ZooKeeperUnavailable {
        SortedSet<Integer> first = new TreeSet<>(held);
        Map<ChainZnodes, PipelinedReads.Reading<Optional<Znode>>> readings = new LinkedHashMap<>();
        PipelinedReads reads = cluster.calls().pipelined();
        for (ChainZnodes chain : all) {
            if (placement.line(chain.chain()).contains(nodeId)) {
                first.add(chain.chain());
            }
            readings.put(chain, reads.data(chain.configurationPath()));
            if (readings.size() == AT_ONCE) {
                addNamed(readings, first);
                reads = cluster.calls().pipelined();
            }
        }
        addNamed(readings, first);
        return first;
    }

    private void addNamed(Map<ChainZnodes, PipelinedReads.Reading<Optional<Znode>>> readings, SortedSet<Integer> first)
            throws ZooKeeperUnavailable {
        for (Map.Entry<ChainZnodes, PipelinedReads.Reading<Optional<Znode>>> reading : readings.entrySet()) {
            ChainZnodes chain = reading.getKey();
            try {
                chain.decode(chain.configurationPath(), reading.getValue().await())
                        .filter(found -> found.configuration().line().stream()
                                .anyMatch(member -> member.nodeId().equals(nodeId)))
                        .ifPresent(found -> first.add(chain.chain()));
            } catch (MalformedZnode e) {
                LOG.debug("an operator has been told", e);
            }
        }
        readings.clear();
    }

    /** The placement as it is now; an operator is told of one that cannot be understood, and it places nothing. */
    Placement placement(PlacementZnodes znodes, int chains) throws ZooKeeperUnavailable {
        try {
            return znodes.find().published().placement();
        } catch (MalformedZnode e) {
            LOG.debug("an operator has been told", e);
            return Placement.empty(chains);
        }
    }
}
