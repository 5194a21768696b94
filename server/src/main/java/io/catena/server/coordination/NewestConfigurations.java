package io.catena.server.coordination;

import io.catena.server.chain.Configuration;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.PipelinedReads;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest configurations of many chains, read a thousand at a time. Every call blocks on ZooKeeper. */
public final class NewestConfigurations {
    private static final Logger LOG = LoggerFactory.getLogger(NewestConfigurations.class);
    private static final int AT_ONCE = 1_000;

    private final Cluster cluster;

    public NewestConfigurations(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Reads them.
     *
     * @param take takes each of those that are there. An operator is told of one that cannot be understood, and it is left out
     */
    public void of(Iterable<ChainZnodes> chains, Consumer<Configuration> take) throws ZooKeeperUnavailable {
        Map<ChainZnodes, PipelinedReads.Reading<Optional<Znode>>> readings = new LinkedHashMap<>();
        PipelinedReads reads = cluster.calls().pipelined();
        for (ChainZnodes chain : chains) {
            readings.put(chain, reads.data(chain.configurationPath()));
            if (readings.size() == AT_ONCE) {
                await(readings, take);
                reads = cluster.calls().pipelined();
            }
        }
        await(readings, take);
    }

    private static void await(
            Map<ChainZnodes, PipelinedReads.Reading<Optional<Znode>>> readings, Consumer<Configuration> take)
            throws ZooKeeperUnavailable {
        for (Map.Entry<ChainZnodes, PipelinedReads.Reading<Optional<Znode>>> reading : readings.entrySet()) {
            ChainZnodes chain = reading.getKey();
            try {
                chain.decode(chain.configurationPath(), reading.getValue().await())
                        .ifPresent(found -> take.accept(found.configuration()));
            } catch (MalformedZnode e) {
                LOG.debug("an operator has been told", e);
            }
        }
        readings.clear();
    }
}
