package io.catena.systemtest;

import io.catena.tls.TlsFiles;
import io.catena.tls.TlsFilesException;
import io.catena.tls.TlsMaterial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.thrift.TException;
import org.awaitility.Awaitility;
import org.junit.rules.ExternalResource;

/**
 * A ZooKeeper server and a chain of three that tells callers apart, for all tests of a class. Use it as class rule. Tests begin when
 * the rules of access are in force on all nodes.
 */
final class TlsChain extends ExternalResource {
    private static final int MEMBERS = 3;

    private final Path folder;
    private final int sessionTimeoutMillis;
    private final List<String> jvmOptions;
    private final List<String> moreGrants;
    private ZooKeeperProcess zookeeper;
    private ClusterTls tls;
    private LocalCluster cluster;
    private List<NodeProcess> nodes;

    /** @param moreGrants beside those of {@link ClusterTls#grant} */
    TlsChain(Class<?> test, int sessionTimeoutMillis, List<String> jvmOptions, String... moreGrants) {
        this.folder = Path.of("target", "clusters", test.getSimpleName());
        this.sessionTimeoutMillis = sessionTimeoutMillis;
        this.jvmOptions = List.copyOf(jvmOptions);
        this.moreGrants = List.of(moreGrants);
    }

    @Override
    protected void before() {
        Folders.fresh(folder);
        Ports ports = new Ports();
        zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free());
        zookeeper.start();
        tls = new ClusterTls(Folders.make(folder.resolve("certificates")));
        NodeSettings settings = NodeSettings.of(zookeeper.addresses(), sessionTimeoutMillis)
                .withJvmOptions(jvmOptions)
                .withSecurity(tls);
        cluster = new LocalCluster(folder, ports, PlaceChoice.LOOPBACK, settings);
        nodes = cluster.awaitChain(cluster.startNodes(MEMBERS));
        tls.grant(nodes.get(0), moreGrants.toArray(String[]::new));
        awaitGrants(nodes);
    }

    /** Waits until the rules are in force on all of these nodes. */
    static void awaitGrants(List<NodeProcess> nodes) {
        Awaitility.await("the rules are in force on all nodes")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> allAnswer(nodes));
    }

    private static boolean allAnswer(List<NodeProcess> nodes) throws TException {
        for (NodeProcess node : nodes) {
            try (BareClient client = node.connect()) {
                client.get("a");
            }
        }
        return true;
    }

    /** Head, middle, tail, as they were at first. */
    List<NodeProcess> nodes() {
        return nodes;
    }

    LocalCluster cluster() {
        return cluster;
    }

    ZooKeeperProcess zookeeper() {
        return zookeeper;
    }

    ClusterTls tls() {
        return tls;
    }

    /** Of a caller that shows no certificate. */
    TlsMaterial nobody() throws TlsFilesException {
        return TlsMaterial.load(
                TlsFiles.authoritiesOnly(folder.resolve("certificates").resolve("trusted.crt")));
    }

    long epoch() throws TException {
        try (BareClient client = nodes.get(0).connect()) {
            return client.layout().getEpoch();
        }
    }

    @Override
    protected void after() {
        cluster.close();
        zookeeper.close();
        tls.close();
    }
}
