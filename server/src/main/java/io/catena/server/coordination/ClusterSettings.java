package io.catena.server.coordination;

import io.catena.server.coordination.client.ZooKeeperSecurity;

/**
 * The settings of the connection to a cluster in ZooKeeper.
 *
 * @param connectString ZooKeeper's servers, {@code host:port,host:port}, and behind them the path under which all
 *     znodes are, if there is one
 * @param cluster the name of the cluster: letters, digits, {@code . _ -}, at most 64
 * @param sessionTimeoutMillis requested from ZooKeeper, which may grant another: see
 *     {@link Cluster#sessionTimeoutMillis}
 * @param connectDeadlineMillis how long the first connection may take; 0 for no limit
 * @param security how the connection and the znodes are protected
 */
public record ClusterSettings(
        String connectString,
        String cluster,
        int sessionTimeoutMillis,
        int connectDeadlineMillis,
        ZooKeeperSecurity security) {

    public ClusterSettings {
        if (!cluster.matches("[A-Za-z0-9._-]{1,64}") || cluster.matches("\\.{1,2}")) {
            throw new IllegalArgumentException(
                    "a cluster's name has 1 to 64 letters, digits, '.', '_' or '-'; this is '" + cluster + "'");
        }
    }

    /** Plain text, and znodes that everybody may read and write. */
    public ClusterSettings(String connectString, String cluster, int sessionTimeoutMillis, int connectDeadlineMillis) {
        this(connectString, cluster, sessionTimeoutMillis, connectDeadlineMillis, ZooKeeperSecurity.NONE);
    }
}
