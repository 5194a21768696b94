package io.catena.server.coordination;

/**
 * Where a cluster's membership is kept and how patient to be.
 *
 * @param connectString ZooKeeper's servers, {@code host:port,host:port}, and a path behind them if everything is to lie under that
 * @param cluster the cluster's name: letters, digits, {@code . _ -}, at most 64
 * @param sessionTimeoutMillis asked of ZooKeeper, which may grant another: see {@link Cluster#sessionTimeoutMillis}
 * @param connectDeadlineMillis how long the first connection may take; 0 for as long as it takes
 */
public record ClusterSettings(
        String connectString, String cluster, int sessionTimeoutMillis, int connectDeadlineMillis) {

    public ClusterSettings {
        if (!cluster.matches("[A-Za-z0-9._-]{1,64}") || cluster.matches("\\.{1,2}")) {
            throw new IllegalArgumentException(
                    "a cluster's name has 1 to 64 letters, digits, '.', '_' or '-'; this is '" + cluster + "'");
        }
    }
}
