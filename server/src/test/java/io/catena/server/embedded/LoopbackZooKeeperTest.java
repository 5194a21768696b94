package io.catena.server.embedded;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class LoopbackZooKeeperTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ExecutorService runner = Executors.newSingleThreadExecutor();
    private int port;
    private Path data;

    @Before
    public void chooseAPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        data = folder.getRoot().toPath().resolve("missing/data");
    }

    @After
    public void stop() {
        runner.shutdownNow();
    }

    @Test
    public void servesOnTheGivenPortOnLoopbackOnlyUntilClosed() throws Exception {
        LoopbackZooKeeper zookeeper = new LoopbackZooKeeper(settingsOfAnother(), port, data);
        Future<Void> run = runner.submit(() -> {
            zookeeper.run();
            return null;
        });
        await().ignoreExceptions().until(() -> ask("127.0.0.1").startsWith("Zookeeper version"));
        assertThrows(IOException.class, () -> ask("127.0.0.2"));
        zookeeper.close();
        run.get();
        assertThrows(IOException.class, () -> ask("127.0.0.1"));
    }

    @Test
    public void saysThatThePortIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(port, other.getLocalPort());
            try (LoopbackZooKeeper zookeeper = new LoopbackZooKeeper(new Properties(), port, data)) {
                assertThrows(BindException.class, zookeeper::run);
            }
        }
    }

    /** Settings with a port, an address, directories and peers that must not be used. */
    private Properties settingsOfAnother() {
        Properties settings = new Properties();
        settings.setProperty("clientPort", "1");
        settings.setProperty("clientPortAddress", "0.0.0.0");
        settings.setProperty("dataDir", "/nonexistent/snapshots");
        settings.setProperty("dataLogDir", "/nonexistent/logs");
        settings.setProperty("server.1", "127.0.0.1:2:3");
        return settings;
    }

    private String ask(String address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2_000);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
