package io.catena.client;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.tls.TestAuthority;
import io.catena.tls.TestAuthority.Issued;
import io.catena.tls.TlsFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.apache.thrift.TException;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Calls by TLS. */
public class ClientTlsTest {
    private static final int LONG_MILLIS = 20_000;
    private static final int SHORT_MILLIS = 700;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final TestAuthority authority = TestAuthority.named("authority");
    private final TestAuthority stranger = TestAuthority.named("stranger");
    private final FakeServer server = new FakeServer();
    private final CountDownLatch ended = new CountDownLatch(1);
    private TlsFiles trusting;
    private TlsFiles ada;

    @Before
    public void makeCertificates() {
        AdaFiles files = AdaFiles.write(folder.getRoot().toPath(), authority);
        trusting = files.trusting();
        ada = files.ada();
        server.tls.context = authority.server().issue().context(authority);
    }

    @After
    public void close() {
        ended.countDown();
        server.close();
    }

    @Test
    public void aKeyThatOthersCanReadIsToldAsSoonAsTheFilesAreNamed() throws IOException {
        Files.setPosixFilePermissions(ada.key(), PosixFilePermissions.fromString("rw-r--r--"));
        Logger logger = Logger.getLogger("io.catena.client");
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        Handler handler = new StreamHandler(told, new SimpleFormatter());
        logger.addHandler(handler);
        try {
            ServerAccess.open(ada, null).close();
            handler.flush();
            assertTrue(told.toString(), told.toString().contains("ada.key: the private key is open to other users"));
        } finally {
            logger.removeHandler(handler);
        }
    }

    private CatenaClientBuilder builder(TlsFiles files, String address) {
        return CatenaClient.builder().servers(address).tls(files).timeoutMillis(LONG_MILLIS);
    }

    @Test
    public void callsOfAllKindsGoByTls() {
        try (CatenaClient client = builder(ada, server.address()).build();
                ServerAccess access = ServerAccess.open(ada, null)) {
            byte[] large = new byte[1_000_000];
            large[999_999] = 1;
            client.put("k".getBytes(), large);
            assertArrayEquals(large, client.get("k").orElseThrow().value());
            assertEquals(1, client.layout().epoch());
            assertTrue(client.getStale("k".getBytes()).value().isPresent());
            NodeAdmin node = new NodeAdmin(ServerAddress.parse(server.address()), LONG_MILLIS, access);
            assertEquals("n1", node.status().getNodeId());
            assertEquals("n1", node.at(node.tryConnect(), LONG_MILLIS).status().getNodeId());
            ClusterAdmin cluster = new ClusterAdmin(List.of(ServerAddress.parse(server.address())), access);
            assertEquals(3, cluster.settings(LONG_MILLIS).getMembers());
        }
        assertEquals(List.of("ada"), server.tls.names.stream().distinct().toList());
    }

    @Test
    public void aClientNeedsNoCertificate() {
        try (CatenaClient client = builder(trusting, server.address()).build()) {
            assertTrue(client.put("k", "v").applied());
        }
        assertEquals(List.of("nobody"), server.tls.names.stream().distinct().toList());
    }

    @Test
    public void manyThreadsShareItsConnections() {
        try (CatenaClient client = builder(ada, server.address()).build()) {
            List<CompletableFuture<WriteResult>> puts = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                puts.add(client.putAsync("k" + i, "v" + i));
            }
            puts.forEach(put -> assertTrue(put.join().applied()));
        }
        assertEquals(2000, server.store.size());
    }

    @Test
    public void badFilesAreToldWhenTheClientIsBuilt() throws IOException {
        Files.delete(ada.key());
        InvalidRequestException e = assertThrows(
                InvalidRequestException.class,
                () -> builder(ada, server.address()).build());
        assertTrue(e.getMessage(), e.getMessage().startsWith(ada.key() + ": there is no such file"));
    }

    private void assertEndsInTime(ScriptedPort silent) throws Exception {
        warmUp();
        long begin = System.nanoTime();
        try (CatenaClient client =
                builder(trusting, silent.address()).timeoutMillis(SHORT_MILLIS).build()) {
            CompletableFuture<UnavailableException> call = CompletableFuture.supplyAsync(
                    () -> assertThrows(UnavailableException.class, () -> client.get("k")));
            assertEquals(
                    UnavailableException.Reason.DEADLINE,
                    call.get(20, TimeUnit.SECONDS).reason());
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertTrue(millis + " ms", millis < SHORT_MILLIS + 1000);
    }

    /** Loads the classes of TLS before, so that this takes no time of a short call. */
    private void warmUp() {
        Path other = folder.getRoot().toPath().resolve("warm.crt");
        TestAuthority.write(other, authority);
        try (FakeServer warm = new FakeServer()) {
            warm.tls.context = authority.server().issue().context(authority);
            try (CatenaClient client =
                    builder(TlsFiles.authoritiesOnly(other), warm.address()).build()) {
                client.put("warm", "up");
            }
        }
    }

    @Test
    public void aServerThatKeepsSilentInTheHandshakeHoldsUpACallToItsDeadlineAndNoLonger() throws Exception {
        try (ScriptedPort silent =
                new ScriptedPort(socket -> socket.getInputStream().readAllBytes())) {
            assertEndsInTime(silent);
        }
    }

    @Test
    public void aServerThatSendsTheHandshakeByteByByteHoldsUpACallToItsDeadlineAndNoLonger() throws Exception {
        try (ScriptedPort slow = new ScriptedPort(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write(new byte[] {0x16, 3, 3, 0x40, 0, 2, 0, 0x3f, (byte) 0xff});
            try {
                while (!ended.await(20, TimeUnit.MILLISECONDS)) {
                    out.write(0);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })) {
            assertEndsInTime(slow);
        }
    }

    @Test
    public void aServerThatReadsNothingHoldsUpALargeWriteToItsDeadlineAndNoLonger() {
        warmUp();
        server.beforeListening = () -> {
            if (server.writeCalls.get() > 0) {
                await(ended);
            }
        };
        try (CatenaClient client = builder(ada, server.address()).build()) {
            client.put("k", "v");
            long begin = System.nanoTime();
            assertThrows(
                    CatenaException.class,
                    () -> client.put(
                            "k".getBytes(), new byte[1_000_000], WriteOptions.DEFAULT.timeoutMillis(SHORT_MILLIS)));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            assertTrue(millis + " ms", millis < SHORT_MILLIS + 1000);
        }
    }

    @Test
    public void closingTheClientEndsACallThatShakesHands() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (ScriptedPort silent = new ScriptedPort(socket -> {
            arrived.countDown();
            socket.getInputStream().readAllBytes();
        })) {
            CatenaClient client = CatenaClient.builder()
                    .servers(silent.address())
                    .tls(trusting)
                    .timeoutMillis(600_000)
                    .build();
            CompletableFuture<UnavailableException> call = CompletableFuture.supplyAsync(
                    () -> assertThrows(UnavailableException.class, () -> client.get("k")));
            assertTrue(arrived.await(20, TimeUnit.SECONDS));
            client.close();
            assertEquals(
                    UnavailableException.Reason.CLOSED,
                    call.get(5, TimeUnit.SECONDS).reason());
        }
    }

    @Test
    public void anotherServerIsAskedWhileOneKeepsSilentInTheHandshake() throws IOException {
        try (ScriptedPort silent =
                        new ScriptedPort(socket -> socket.getInputStream().readAllBytes());
                CatenaClient client = CatenaClient.builder()
                        .servers(silent.address(), server.address())
                        .tls(trusting)
                        .timeoutMillis(LONG_MILLIS)
                        .build()) {
            assertTrue(client.put("k", "v").applied());
        }
    }

    @Test
    public void newFilesAreTakenWithoutANewClient() {
        try (CatenaClient client = builder(ada, server.address()).build()) {
            client.put("k", "v");
            TestAuthority.write(ada.authorities(), stranger);
            Issued next = stranger.certificate("next").issue();
            next.certificateTo(ada.certificate()).keyTo(ada.key());
            server.tls.context = stranger.server().issue().context(stranger);
            Awaitility.await().ignoreExceptions().until(() -> {
                server.hangUp();
                return client.put("k", "w").applied() && server.tls.names.contains("next");
            });
        }
    }

    private static void await(CountDownLatch latch) throws TException {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new TException(e);
        }
    }
}
