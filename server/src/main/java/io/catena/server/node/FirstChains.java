package io.catena.server.node;

import io.catena.server.carrying.FirstCarried;
import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.NewestConfigurations;
import io.catena.server.coordination.PlacementZnodes;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.placement.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads with which chains a node begins ({@link FirstCarried}). Every call blocks on ZooKeeper. */
final class FirstChains {
    private static final Logger LOG = LoggerFactory.getLogger(FirstChains.class);

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
        FirstCarried first = new FirstCarried(nodeId, held);
        for (ChainZnodes chain : all) {
            first.placed(chain.chain(), placement.line(chain.chain()));
        }
        new NewestConfigurations(cluster).of(all, first::newest);
        return first.chains();
    }

    /** The placement as it is now; an operator is told of one that cannot be understood, and it places nothing. */
    Placement placement(PlacementZnodes znodes, int chains) throws ZooKeeperUnavailable {
        try {
            List<List<String>> lines = new ArrayList<>();
            for (int page = 1; page <= znodes.paths().size(); page++) {
                lines.addAll(znodes.lines(page));
            }
            return new Placement(lines);
        } catch (MalformedZnode e) {
            LOG.debug("an operator has been told", e);
            return Placement.empty(chains);
        }
    }
}
