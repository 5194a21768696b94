package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.client.CatenaClient;
import io.catena.thrift.Trouble;
import io.catena.tls.TestAuthority;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Certificates, keys and the authority are exchanged under load, in the usual three steps; no call fails. */
public class RenewalIT {
    private static final Path FOLDER = Path.of("target", "clusters", "RenewalIT");
    /** Files are looked at every second, and taken when two looks found the same. */
    private static final Duration TAKEN = Duration.ofSeconds(30);

    private final Path folder = Folders.fresh(FOLDER);
    private final Ports ports = new Ports();
    private ZooKeeperProcess zookeeper;
    private ClusterTls tls;
    private LocalCluster cluster;
    private List<NodeProcess> chain;

    @Before
    public void start() {
        zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free());
        zookeeper.start();
        tls = new ClusterTls(Folders.make(folder.resolve("certificates")));
        cluster = new LocalCluster(
                folder,
                ports,
                PlaceChoice.LOOPBACK,
                NodeSettings.of(zookeeper.addresses(), 3_000).withSecurity(tls));
        chain = cluster.awaitChain(cluster.startNodes(3));
        tls.grant(chain.get(0));
    }

    @After
    public void end() {
        cluster.close();
        zookeeper.close();
        tls.close();
    }

    private Path file(String name) {
        return folder.resolve("certificates").resolve(name);
    }

    private void replace(String name, Writing writing) throws Exception {
        Path next = file(name + ".next");
        writing.to(next);
        Files.move(next, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private interface Writing {
        void to(Path file) throws Exception;
    }

    private void trust(TestAuthority... authorities) throws Exception {
        replace("trusted.crt", file -> TestAuthority.write(file, authorities));
    }

    /** New certificates and keys for all, by this authority. */
    private void renewAll(TestAuthority by) throws Exception {
        for (NodeProcess node : chain) {
            renew("node-n-" + node.port(), ClusterTls.node(by, "n-" + node.port(), "127.0.0.1"));
        }
        renew(ClusterTls.CLIENT, by.certificate(ClusterTls.CLIENT).forAnyUse());
        renew("operator", by.certificate("x").uri("catena:operator:test").forAnyUse());
    }

    private void renew(String name, TestAuthority.Request request) throws Exception {
        TestAuthority.Issued issued = request.issue();
        replace(name + ".crt", issued::certificateTo);
        replace(name + ".key", issued::keyTo);
    }

    private long taken(NodeProcess node) {
        return JavaProcess.text(node.log())
                .lines()
                .filter(line -> line.contains("new certificates are in use"))
                .count();
    }

    private void awaitTaken(long times) {
        Awaitility.await("new files are taken by all nodes")
                .atMost(TAKEN)
                .until(() -> chain.stream().allMatch(node -> taken(node) >= times));
        // Clients look every second as well, and do not say when they have taken them.
        LiveCluster.rest(Duration.ofSeconds(5));
    }

    @Test
    public void anAuthorityIsExchangedUnderLoadAndNoCallFails() throws Exception {
        TestAuthority next = TestAuthority.named("the next authority");
        TlsChain.awaitGrants(chain);
        try (CountingWorkload load = new CountingWorkload(60, 2, 2, 1, chain)) {
            Checks checks = new Checks(cluster, load);
            checks.chainOf(chain);
            long failed = load.writesFailed();
            trust(tls.authority(), next);
            awaitTaken(1);
            renewAll(next);
            awaitTaken(2);
            trust(next);
            awaitTaken(3);
            checks.chainOf(chain);
            // A node that starts anew talks to all others with the new ones alone.
            NodeProcess restarted = chain.get(1);
            assertEquals(0, restarted.die(true));
            restarted.start();
            checks.chainOf(chain);
            assertEquals(load.summary(), failed, load.writesFailed());
        }
    }

    @Test
    public void aBadFileIsRefusedSaidAndTheOldOneStays() throws Exception {
        TlsChain.awaitGrants(chain);
        NodeProcess node = chain.get(0);
        Files.copy(file("node-n-" + node.port() + ".crt"), file("kept.crt"));
        replace("node-n-" + node.port() + ".crt", file -> Files.writeString(file, "garbage"));
        Awaitility.await("it is said").atMost(TAKEN).until(() -> troubles(node).contains("CERTIFICATES_REFUSED"));
        try (CatenaClient client = LocalCluster.clientOf(List.of(node)).build()) {
            client.put(bytes("k"), bytes("v"));
        }
        replace("node-n-" + node.port() + ".crt", file -> Files.copy(file("kept.crt"), file));
        Awaitility.await("it is over").atMost(TAKEN).until(() -> !troubles(node).contains("CERTIFICATES_REFUSED"));
        assertTrue(JavaProcess.text(node.log()).contains("certificates cannot be used, and the old ones stay in use"));
    }

    private static List<String> troubles(NodeProcess node) {
        return node.status().getTroubles().stream().map(Trouble::getKind).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
