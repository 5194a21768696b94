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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import javax.net.ssl.SSLContext;
import org.apache.thrift.TException;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Calls by TLS, and what a caller is told when it does not come about. */
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
        Path root = folder.getRoot().toPath();
        trusting = TlsFiles.authoritiesOnly(root.resolve("ca.crt"));
        ada = trusting.withCertificate(root.resolve("ada.crt"), root.resolve("ada.key"));
        TestAuthority.write(trusting.authorities(), authority);
        authority.certificate("ada").issue().certificateTo(ada.certificate()).keyTo(ada.key());
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

    /** The failure of a call by a client of these files at this address. */
    private static UnavailableException failure(TlsFiles files, String address) {
        CatenaClientBuilder builder = CatenaClient.builder().servers(address).timeoutMillis(SHORT_MILLIS);
        try (CatenaClient client = (files == null ? builder : builder.tls(files)).build()) {
            return assertThrows(UnavailableException.class, () -> client.get("k"));
        }
    }

    private void assertTold(String words, TlsFiles files) {
        warmUp();
        UnavailableException e = failure(files, server.address());
        assertTrue(e.getMessage(), e.getMessage().contains(words));
        assertTrue(e.getMessage(), e.getMessage().contains("cannot connect to " + server.address()));
    }

    private void serverShows(TestAuthority.Request request) {
        server.tls.context = request.issue().context(authority);
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
    public void anUnknownAuthorityIsTold() {
        TestAuthority.write(trusting.authorities(), stranger);
        assertTold("no authority that is trusted here has issued the certificate", trusting);
    }

    @Test
    public void anExpiredCertificateIsTold() {
        Instant now = Instant.now();
        serverShows(authority.server().valid(now.minusSeconds(60), now.minusSeconds(1)));
        assertTold("has expired; renew it there", trusting);
        serverShows(authority.server().valid(now.plusSeconds(600), now.plusSeconds(700)));
        assertTold("not valid yet; compare the clocks", trusting);
    }

    @Test
    public void aCertificateForAnotherHostIsTold() {
        serverShows(authority.certificate("other").dns("example.org").ip("127.0.0.2"));
        assertTold("is not for this host", trusting);
        serverShows(authority.certificate("127.0.0.1"));
        assertTold("is not for this host", trusting);
    }

    @Test
    public void aServerThatSpeaksPlainTextIsTold() throws IOException {
        server.tls.context = null;
        assertTold("it may speak plain text", trusting);
        try (ServerSocket web = answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            String told = failure(trusting, "127.0.0.1:" + web.getLocalPort()).getMessage();
            assertTrue(told, told.contains("does not speak TLS; use plain text with it"));
        }
    }

    private ServerSocket answering(String text) throws IOException {
        return serving(socket -> {
            socket.getInputStream().read();
            socket.getOutputStream().write(text.getBytes());
            socket.getInputStream().readAllBytes();
        });
    }

    @Test
    public void aServerThatTakesTlsOnlyIsTold() {
        assertTold("takes TLS only; name the authorities", null);
    }

    @Test
    public void aCertificateThatTheServerDoesNotAcceptIsTold() {
        stranger.certificate("ada").issue().certificateTo(ada.certificate()).keyTo(ada.key());
        warmUp();
        UnavailableException e = failure(ada, server.address());
        String told = e.getMessage();
        assertTrue(
                told,
                told.contains("does not accept this certificate")
                        || told.contains("does not know the authority")
                        || told.contains("it may not accept this certificate"));
    }

    @Test
    public void aServerThatClosesTheConnectionIsSuspectedOfTakingTlsOnlyOrAnotherCertificate() throws IOException {
        warmUp();
        try (ServerSocket closing = serving(socket -> socket.getInputStream().read())) {
            String address = "127.0.0.1:" + closing.getLocalPort();
            assertTrue(failure(null, address).getMessage().contains("it may take TLS only"));
            String told = failure(ada, address).getMessage();
            assertTrue(told, told.contains("in the handshake; it may "));
        }
        SSLContext context = authority.server().issue().context(authority);
        try (ServerSocket closing = serving(socket -> {
            try (Socket secured = context.getSocketFactory().createSocket(socket, null, true)) {
                secured.getInputStream().read();
            }
        })) {
            String told = failure(ada, "127.0.0.1:" + closing.getLocalPort()).getMessage();
            assertTrue(told, told.contains("after the handshake; it may not accept this certificate"));
        }
    }

    @Test
    public void badFilesAreToldWhenTheClientIsBuilt() throws IOException {
        Files.delete(ada.key());
        InvalidRequestException e = assertThrows(
                InvalidRequestException.class,
                () -> builder(ada, server.address()).build());
        assertTrue(e.getMessage(), e.getMessage().startsWith(ada.key() + ": there is no such file"));
    }

    /** What a server does with a connection. */
    private interface Serving {
        void serve(Socket socket) throws IOException;
    }

    private ServerSocket serving(Serving serving) throws IOException {
        ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(() -> {
            try {
                while (true) {
                    Socket socket = listening.accept();
                    daemon(() -> {
                        try (socket) {
                            serving.serve(socket);
                        } catch (IOException e) {
                            ended.getCount();
                        }
                    });
                }
            } catch (IOException e) {
                ended.getCount();
            }
        });
        return listening;
    }

    private static void daemon(Runnable body) {
        Thread thread = new Thread(body);
        thread.setDaemon(true);
        thread.start();
    }

    private void assertEndsInTime(ServerSocket silent) throws Exception {
        warmUp();
        long begin = System.nanoTime();
        CompletableFuture.supplyAsync(() -> failure(trusting, "127.0.0.1:" + silent.getLocalPort()))
                .get(20, TimeUnit.SECONDS);
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
        try (ServerSocket silent = serving(socket -> socket.getInputStream().readAllBytes())) {
            assertEndsInTime(silent);
        }
    }

    @Test
    public void aServerThatSendsTheHandshakeByteByByteHoldsUpACallToItsDeadlineAndNoLonger() throws Exception {
        try (ServerSocket slow = serving(socket -> {
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
        try (ServerSocket silent = serving(socket -> {
            arrived.countDown();
            socket.getInputStream().readAllBytes();
        })) {
            CatenaClient client = CatenaClient.builder()
                    .servers("127.0.0.1:" + silent.getLocalPort())
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
        try (ServerSocket silent = serving(socket -> socket.getInputStream().readAllBytes());
                CatenaClient client = CatenaClient.builder()
                        .servers("127.0.0.1:" + silent.getLocalPort(), server.address())
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
