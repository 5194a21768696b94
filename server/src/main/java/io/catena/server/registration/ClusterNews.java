package io.catena.server.registration;

import io.catena.server.chain.Escaped;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells when ZooKeeper has lost the cluster to which a node belongs, or holds another one in its place. */
public final class ClusterNews {
    private final String path;
    private final String clusterId;
    private final DataLoss dataLoss;

    /**
     * @param path where the cluster's id is written down
     * @param clusterId of the cluster to which the node belongs
     * @param listener is told what was found and what to do; once for each such state
     */
    public ClusterNews(String path, String clusterId, Consumer<String> listener) {
        this.path = path;
        this.clusterId = clusterId;
        this.dataLoss = new DataLoss(listener);
    }

    /** Takes the cluster id that was read; empty if ZooKeeper has none. */
    public void found(Optional<String> id) {
        if (id.isEmpty()) {
            dataLoss.found("ZooKeeper has nothing of this cluster: " + path + " is gone");
        } else if (!id.get().equals(clusterId)) {
            dataLoss.found(path + " belongs to another cluster, id " + Escaped.of(id.get()) + " and not " + clusterId);
        }
    }
}
