package io.catena.server.node;

import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.rpc.HostPort;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a node is to run: the effective settings, checked.
 *
 * @param listen the address that the node listens on; may be that of all interfaces
 * @param port that the node listens on, 1 to 65535
 * @param advertise what others connect to
 * @param data the node's directory
 * @param zookeeper {@code host:port,...}, a path behind it if everything is to lie under that
 * @param cluster the cluster's name, one path element in ZooKeeper
 * @param adminToken what callers must show to die and leave; null for none
 * @param sessionTimeoutMillis how long ZooKeeper waits for a silent node
 * @param suspicionMillis how long a node that its neighbours suspect must be silent to be removed though it is registered
 * @param connectTimeoutMillis how long the start waits for ZooKeeper; 0 for as long as it takes
 * @param retainLogBytes applied records kept for nodes that come back soon
 * @param freeSpaceReserveBytes with less free space on the disk the chain takes only deletes
 * @param shared settings that all nodes share, where they are given: the cluster's must be the same
 * @param replica the numbers by which the replica runs
 * @param maxConnections of clients; nodes and operators have places beside them
 * @param trace whether what the replica is told and does is written to {@link #TRACE}
 */
public record NodeOptions(
        String listen,
        int port,
        HostPort advertise,
        Path data,
        String zookeeper,
        String cluster,
        AdminToken adminToken,
        int sessionTimeoutMillis,
        int suspicionMillis,
        int connectTimeoutMillis,
        long retainLogBytes,
        long freeSpaceReserveBytes,
        GivenSettings shared,
        ReplicaSettings replica,
        int maxConnections,
        boolean trace) {

    /** A file in the node's directory. */
    static final String TRACE = "trace.jsonl";

    /** Every setting by the name of its option, for the first lines of the log. */
    public Map<String, String> effective() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("listen", listen);
        settings.put("port", Integer.toString(port));
        settings.put("advertise", advertise.toString());
        settings.put("data", data.toString());
        settings.put("zookeeper", zookeeper);
        settings.put("cluster", cluster);
        settings.put("admin-token-file", adminToken == null ? "(none)" : adminToken.toString());
        settings.put("session-timeout-millis", Integer.toString(sessionTimeoutMillis));
        settings.put("suspicion-millis", Integer.toString(suspicionMillis));
        settings.put("min-replicas", orTheClusters(shared.minReplicas()));
        settings.put("wished-replicas", orTheClusters(shared.wishedReplicas()));
        settings.put("connect-timeout-millis", Integer.toString(connectTimeoutMillis));
        settings.put("retain-log-bytes", Long.toString(retainLogBytes));
        settings.put("free-space-reserve-bytes", Long.toString(freeSpaceReserveBytes));
        settings.put("lease-millis", orTheClusters(shared.leaseMillis()));
        settings.put("max-connections", Integer.toString(maxConnections));
        settings.put("trace", Boolean.toString(trace));
        return settings;
    }

    private static String orTheClusters(Integer given) {
        return given == null ? "(the cluster's)" : given.toString();
    }
}
