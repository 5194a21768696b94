package io.catena.server.node;

import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.GivenSettings;
import io.catena.server.chain.GivenShape;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.coordination.client.ZooKeeperIdentity;
import io.catena.server.registration.Carrier;
import io.catena.server.rpc.HostPort;
import io.catena.tls.TlsFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The effective options of a node, checked.
 *
 * @param listen the address that the node listens on; may be that of all interfaces
 * @param port the port that the node listens on, 1 to 65535
 * @param advertise the address that other processes connect to
 * @param data the data directory of the node
 * @param zookeeper {@code host:port,...}, with a path behind it if all znodes are under that path
 * @param cluster the name of the cluster, one path element in ZooKeeper
 * @param adminToken the token that callers must show to end the node and to change settings; null for none
 * @param sessionTimeoutMillis how long a node may be silent until ZooKeeper ends its session
 * @param suspicionMillis how long a node that its neighbours suspect must be silent until it is removed although it is
 *     registered
 * @param connectTimeoutMillis how long the start waits for ZooKeeper; 0 for no limit
 * @param retainLogBytes how much of the applied records is kept for nodes that come back
 * @param freeSpaceReserveBytes with less free space on the disk the chain takes deletes only
 * @param shared the given settings that all nodes share; they must be those of the cluster
 * @param shape the given number of chains and of their replicas; they must be those of the cluster
 * @param domain what the node fails together with; null if it fails alone
 * @param capacity how much the node is to carry beside others
 * @param snapshotBytesPerSecond how much of snapshots this node sends; 0 without limit
 * @param replica the settings of the replica
 * @param loops how many event loops share the chains and the connections
 * @param maxConnections the most connections of clients; nodes and operators have places of their own
 * @param tls the node's certificate, its key and the authorities that it trusts; null for plain text
 * @param tokensFile who bears which token; null if nobody does
 * @param insecureNetwork whether plain text is taken from other machines
 * @param zookeeperIdentity whose the znodes are; null if everybody may read and write them
 * @param zookeeperTls whether the connection to ZooKeeper is by TLS, with the node's certificate
 * @param trace whether events and effects of the replica are recorded in {@link #trace}
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
        GivenShape shape,
        String domain,
        int capacity,
        long snapshotBytesPerSecond,
        ReplicaSettings replica,
        int loops,
        int maxConnections,
        boolean trace,
        TlsFiles tls,
        Path tokensFile,
        boolean insecureNetwork,
        ZooKeeperIdentity zookeeperIdentity,
        boolean zookeeperTls) {

    private static final String TRACE = "trace";

    /** A file in the data directory, for the replica of this chain. */
    static String trace(int chain) {
        return TRACE + (chain == 1 ? "" : "-" + chain) + ".jsonl";
    }

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
        settings.put("chains", orTheClusters(shape.chains()));
        settings.put(
                "replicas",
                shape.replicas() != null && shape.replicas() == ClusterShape.ALL
                        ? "all"
                        : orTheClusters(shape.replicas()));
        settings.put("domain", domain == null ? "(the node's own)" : domain);
        settings.put("capacity", Integer.toString(capacity));
        settings.put("snapshot-bytes-per-second", Long.toString(snapshotBytesPerSecond));
        settings.put("loops", Integer.toString(loops));
        settings.put("max-connections", Integer.toString(maxConnections));
        settings.put("trace", Boolean.toString(trace));
        settings.put("tls-cert", tls == null ? "(none)" : tls.certificate().toString());
        settings.put("tls-key", tls == null ? "(none)" : tls.key().toString());
        settings.put("tls-ca", tls == null ? "(none)" : tls.authorities().toString());
        settings.put("tokens-file", tokensFile == null ? "(none)" : tokensFile.toString());
        settings.put("insecure-network", Boolean.toString(insecureNetwork));
        settings.put("zookeeper-auth-file", zookeeperIdentity == null ? "(none)" : zookeeperIdentity.toString());
        settings.put("zookeeper-tls", Boolean.toString(zookeeperTls));
        return settings;
    }

    /** What the node says of itself as a carrier of chains; nothing in a cluster of one chain. */
    Optional<Carrier> carrier(String nodeId, ClusterShape of, SortedSet<Integer> holds) {
        return of.isOneChain()
                ? Optional.empty()
                : Optional.of(new Carrier(domain == null ? nodeId : domain, capacity, holds));
    }

    private static String orTheClusters(Integer given) {
        return given == null ? "(the cluster's)" : given.toString();
    }
}
