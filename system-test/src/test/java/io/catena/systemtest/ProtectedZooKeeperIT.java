package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.client.CatenaException;
import io.catena.client.NodeAdmin;
import io.catena.client.ServerAccess;
import io.catena.client.ServerAddress;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.Role;
import io.catena.tls.TestAuthority;
import io.catena.tls.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** A chain of three whose ZooKeeper is as in zk-config/tls.cfg: TLS with client certificates, and znodes that are the nodes' alone. */
public class ProtectedZooKeeperIT {
    private static final int NODES = 3;
    private static final int SESSION_MILLIS = 3_000;
    private static final String SECRET = "catena:5f1b0c2d-is-a-secret";
    private static final Ports PORTS = new Ports();
    private static final TestAuthority AUTHORITY = TestAuthority.named("authority");
    private static final Path FOLDER =
            Path.of("target", "clusters", "ProtectedZooKeeperIT").toAbsolutePath();

    private static final List<Node> nodes = new ArrayList<>();
    private static JavaProcess zookeeper;
    private static int zookeeperPort;
    private static ServerAccess operator;

    /** A node with a certificate of its own. */
    private static final class Node {
        private final String id;
        private final int port = PORTS.free();
        private final Path home;
        private JavaProcess process;

        Node(String id) {
            this.id = id;
            this.home = Folders.make(FOLDER.resolve(id));
            certify();
        }

        void certify() {
            AUTHORITY
                    .server()
                    .uri("catena:node:" + id)
                    .issue()
                    .keyTo(home.resolve("tls.key"))
                    .certificateTo(home.resolve("tls.crt"));
        }

        List<String> options(String... more) {
            List<String> options = new ArrayList<>(List.of(
                    "--port",
                    Integer.toString(port),
                    "--data",
                    home.resolve("data").toString(),
                    "--zookeeper",
                    "127.0.0.1:" + zookeeperPort,
                    "--session-timeout-millis",
                    Integer.toString(SESSION_MILLIS),
                    "--tls-cert",
                    home.resolve("tls.crt").toString(),
                    "--tls-key",
                    home.resolve("tls.key").toString(),
                    "--tls-ca",
                    FOLDER.resolve("trusted.crt").toString()));
            options.addAll(List.of(more));
            return options;
        }

        void start() {
            process = start(options(
                    "--zookeeper-tls",
                    "--zookeeper-auth-file",
                    FOLDER.resolve("auth").toString()));
        }

        JavaProcess start(List<String> options) {
            return JavaProcess.start(home.resolve("node.log"), List.of(), "io.catena.server.NodeMain", options);
        }

        Optional<NodeStatus> status() {
            try {
                return Optional.of(new NodeAdmin(new ServerAddress("127.0.0.1", port), 5_000, operator).status());
            } catch (CatenaException e) {
                return Optional.empty();
            }
        }

        boolean isMember() {
            Role role =
                    status().map(found -> found.getReplicas().get(0).getRole()).orElse(Role.NONE);
            return role == Role.HEAD || role == Role.MIDDLE || role == Role.TAIL;
        }

        boolean isController() {
            return status().filter(NodeStatus::isController).isPresent();
        }

        String log() {
            return JavaProcess.text(home.resolve("node.log"));
        }
    }

    @BeforeClass
    public static void aChainOfThree() throws Exception {
        Folders.fresh(FOLDER);
        TestAuthority.write(FOLDER.resolve("trusted.crt"), AUTHORITY);
        certify("operator:carol", "carol");
        certify("stranger", "stranger");
        TestAuthority.Issued own =
                AUTHORITY.certificate("zookeeper").ip("127.0.0.1").issue();
        own.keyTo(FOLDER.resolve("zookeeper.key")).certificateTo(FOLDER.resolve("zookeeper.crt"));
        joined("zookeeper.pem", "zookeeper.key", "zookeeper.crt");
        Files.writeString(FOLDER.resolve("auth"), SECRET + "\n");
        Files.setPosixFilePermissions(FOLDER.resolve("auth"), PosixFilePermissions.fromString("rw-------"));
        zookeeperPort = PORTS.free();
        startZooKeeper();
        operator = ServerAccess.open(
                new TlsFiles(FOLDER.resolve("carol.crt"), FOLDER.resolve("carol.key"), FOLDER.resolve("trusted.crt")),
                null);
        for (int i = 1; i <= NODES; i++) {
            nodes.add(new Node("n" + i));
        }
        nodes.forEach(Node::start);
        awaitChain();
    }

    @AfterClass
    public static void endAll() {
        nodes.stream().filter(node -> node.process != null).forEach(node -> node.process.close());
        zookeeper.close();
        operator.close();
    }

    private static void certify(String name, String file) {
        AUTHORITY
                .certificate(file)
                .uri("catena:" + name)
                .issue()
                .keyTo(FOLDER.resolve(file + ".key"))
                .certificateTo(FOLDER.resolve(file + ".crt"));
    }

    private static void joined(String file, String key, String certificate) throws Exception {
        Files.writeString(
                FOLDER.resolve(file),
                Files.readString(FOLDER.resolve(key)) + Files.readString(FOLDER.resolve(certificate)));
    }

    /** The example, on another port and with other paths. */
    private static void startZooKeeper() throws Exception {
        List<String> lines = Files.readAllLines(Path.of("..", "zk-config", "tls.cfg")).stream()
                .map(line -> line.replaceFirst("^secureClientPort=.*", "secureClientPort=" + zookeeperPort)
                        .replaceFirst("^dataDir=.*", "dataDir=" + FOLDER.resolve("zookeeper"))
                        .replace("run/certificates", FOLDER.toString()))
                .toList();
        Path settings = Folders.write(FOLDER.resolve("zoo.cfg"), lines);
        zookeeper = JavaProcess.start(
                FOLDER.resolve("zookeeper.log"),
                List.of(),
                "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                List.of(settings.toString()));
    }

    private static void awaitChain() {
        LiveCluster.until("a chain of " + NODES, () -> nodes.stream().allMatch(Node::isMember));
    }

    /** A client of ZooKeeper with a certificate of the same authority. */
    private static ZooKeeper connect() throws Exception {
        joined("stranger.pem", "stranger.key", "stranger.crt");
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
        // It would look up the name of 127.0.0.1, and then compare that with the certificate.
        config.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
        config.setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "ClientCnxnSocketNetty");
        config.setProperty(
                "zookeeper.ssl.keyStore.location",
                FOLDER.resolve("stranger.pem").toString());
        config.setProperty("zookeeper.ssl.keyStore.type", "PEM");
        config.setProperty(
                "zookeeper.ssl.trustStore.location",
                FOLDER.resolve("trusted.crt").toString());
        config.setProperty("zookeeper.ssl.trustStore.type", "PEM");
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(
                "127.0.0.1:" + zookeeperPort,
                10_000,
                event -> {
                    if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                        connected.countDown();
                    }
                },
                config);
        assertTrue("no connection to ZooKeeper", connected.await(30, TimeUnit.SECONDS));
        return client;
    }

    @Test
    public void aClientWithACertificateButNotTheSecretReadsAndWritesNothing() throws Exception {
        ZooKeeper stranger = connect();
        try {
            stranger.addAuthInfo("digest", "catena:guessed".getBytes());
            for (String path : List.of(
                    "/catena",
                    "/catena/default",
                    "/catena/default/nodes/n1",
                    "/catena/default/chains/1/configuration")) {
                assertThrows(path, KeeperException.NoAuthException.class, () -> stranger.getData(path, false, null));
                assertThrows(path, KeeperException.NoAuthException.class, () -> stranger.getChildren(path, false));
                assertThrows(
                        path, KeeperException.NoAuthException.class, () -> stranger.setData(path, new byte[1], -1));
                assertThrows(
                        path,
                        KeeperException.NoAuthException.class,
                        () -> stranger.create(
                                path + "/x", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
            }
        } finally {
            stranger.close();
        }
    }

    @Test
    public void nodesRestartSessionsExpireAndTheElectionMoves() throws Exception {
        Node controller = controller();
        controller.process.kill();
        LiveCluster.until(
                "another controller", () -> nodes.stream().anyMatch(node -> node != controller && node.isController()));
        controller.start();
        awaitChain();
        Node slept = controller();
        slept.process.signal("STOP");
        LiveCluster.until(
                "its session has expired, and another is the controller",
                () -> nodes.stream().anyMatch(node -> node != slept && node.isController()));
        slept.process.signal("CONT");
        awaitChain();
        Node renewed = nodes.get(0);
        String before = keyStore(renewed);
        renewed.certify();
        LiveCluster.until("it is taken", () -> renewed.log().contains("new certificates are in use"));
        zookeeper.kill();
        LiveCluster.until(
                "it is noticed",
                () -> renewed.status()
                        .filter(status -> !status.isZookeeperConnected())
                        .isPresent());
        startZooKeeper();
        LiveCluster.until(
                "the new certificate is used", () -> !keyStore(renewed).equals(before));
        awaitChain();
        LiveCluster.until(
                "all are connected",
                () -> nodes.stream()
                        .allMatch(node -> node.status()
                                .filter(NodeStatus::isZookeeperConnected)
                                .isPresent()));
    }

    private static Node controller() {
        LiveCluster.until("a controller", () -> nodes.stream().anyMatch(Node::isController));
        return nodes.stream().filter(Node::isController).findFirst().orElseThrow();
    }

    private static String keyStore(Node node) {
        return JavaProcess.text(node.home.resolve("data").resolve("zookeeper-key.pem"));
    }

    @Test
    public void aNodeWithoutTheSecretOrTheCertificateIsToldWhatItLacks() throws Exception {
        Node other = new Node("n9");
        try (JavaProcess refused = other.start(other.options("--zookeeper-tls"))) {
            assertEquals(other.log(), 2, refused.awaitExit(60));
            assertTrue(other.log(), other.log().contains("--zookeeper-auth-file of the other nodes"));
        }
        try (JavaProcess refused = other.start(other.options("--connect-timeout-millis", "3000"))) {
            assertEquals(other.log(), 2, refused.awaitExit(60));
            assertTrue(other.log(), other.log().contains("not that of its secureClientPort"));
        }
        // The certificate of this ZooKeeper is for 127.0.0.1 alone.
        List<String> otherName = other.options(
                "--zookeeper-tls",
                "--zookeeper-auth-file",
                FOLDER.resolve("auth").toString(),
                "--zookeeper",
                "localhost:" + zookeeperPort,
                "--connect-timeout-millis",
                "5000");
        otherName.subList(4, 6).clear();
        try (JavaProcess refused = other.start(otherName)) {
            assertEquals(other.log(), 2, refused.awaitExit(60));
            assertTrue(other.log(), other.log().contains("certificate of the other end is not for this host"));
        }
        assertFalse(Files.exists(other.home.resolve("data")));
        for (Node node : nodes) {
            assertFalse(node.log().contains("is-a-secret"));
            assertEquals(
                    PosixFilePermissions.fromString("rw-------"),
                    Files.getPosixFilePermissions(node.home.resolve("data").resolve("zookeeper-key.pem")));
        }
    }

    @Test
    public void aNodeAndAZooKeeperOfDifferentAuthoritiesAreToldWhichOneIsNotTrusted() {
        TestAuthority stranger = TestAuthority.named("stranger");
        TestAuthority.write(FOLDER.resolve("stranger-ca.crt"), stranger);
        Node trustsOthers = new Node("n8");
        List<String> options = trustsOthers.options("--zookeeper-tls", "--connect-timeout-millis", "4000");
        options.set(
                options.indexOf("--tls-ca") + 1,
                FOLDER.resolve("stranger-ca.crt").toString());
        assertRefused(
                trustsOthers,
                options,
                "no TLS with 127.0.0.1:" + zookeeperPort + ": no authority that is trusted here has issued the"
                        + " certificate of the other end",
                "trusts --tls-ca");
        Node unknown = new Node("n7");
        stranger.server()
                .uri("catena:node:n7")
                .issue()
                .keyTo(unknown.home.resolve("tls.key"))
                .certificateTo(unknown.home.resolve("tls.crt"));
        assertRefused(
                unknown,
                unknown.options("--zookeeper-tls", "--connect-timeout-millis", "4000"),
                "no TLS with 127.0.0.1:" + zookeeperPort,
                "not accept this certificate",
                "shows --tls-cert");
    }

    private static void assertRefused(Node node, List<String> options, String... words) {
        try (JavaProcess refused = node.start(options)) {
            LiveCluster.until("it is told while it waits", () -> node.log().contains("waiting for ZooKeeper at"));
            assertEquals(node.log(), 2, refused.awaitExit(60));
        }
        for (String line : node.log()
                .lines()
                .filter(line -> line.contains("ZooKeeper at 127"))
                .toList()) {
            for (String word : words) {
                assertTrue(line, line.contains(word));
            }
        }
        assertTrue(node.log(), node.log().contains("no connection to ZooKeeper at"));
    }

    @Test
    public void aRecoveryComesWithTheOptionsOfANode() {
        Node node = nodes.get(0);
        List<String> options = List.of(
                "--zookeeper-tls",
                "--tls-cert",
                node.home.resolve("tls.crt").toString(),
                "--tls-key",
                node.home.resolve("tls.key").toString(),
                "--tls-ca",
                FOLDER.resolve("trusted.crt").toString());
        RecoverCommand recover = new RecoverCommand(FOLDER, "127.0.0.1:" + zookeeperPort);
        List<String> with = new ArrayList<>(options);
        with.addAll(List.of("--zookeeper-auth-file", FOLDER.resolve("auth").toString(), "--dry-run"));
        RecoverCommand.Run seen = recover.force("chain", List.of(), with.toArray(String[]::new));
        assertTrue(seen.text(), seen.text().contains("ZooKeeper knows epoch"));
        RecoverCommand.Run without = recover.force("chain", List.of(), options.toArray(String[]::new));
        assertEquals(without.text(), 3, without.code());
        assertTrue(without.text(), without.text().contains("NoAuth"));
    }
}
