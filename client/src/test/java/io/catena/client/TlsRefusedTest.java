package io.catena.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.client.UnavailableException.Reason;
import io.catena.tls.TestAuthority;
import io.catena.tls.TlsFiles;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a caller is told when TLS does not come about, and when. */
public class TlsRefusedTest {
    /** A call that ends before it ended by no deadline. */
    private static final int LONG_MILLIS = 300_000;

    private static final int SHORT_MILLIS = 700;
    private static final byte[] KEY = "k".getBytes();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final TestAuthority authority = TestAuthority.named("authority");
    private final TestAuthority stranger = TestAuthority.named("stranger");
    private final FakeServer server = new FakeServer();
    private final FakeServer other = new FakeServer();
    private final SSLContext good = authority.server().issue().context(authority);
    private final SSLContext bad = stranger.server().issue().context(authority);
    private TlsFiles trusting;
    private TlsFiles ada;

    @Before
    public void makeCertificates() {
        AdaFiles files = AdaFiles.write(folder.getRoot().toPath(), authority);
        trusting = files.trusting();
        ada = files.ada();
        server.tls.context = good;
        other.tls.context = good;
        // Loads the classes of TLS before, so that this takes no time of a short call.
        try (CatenaClient client = client(trusting, LONG_MILLIS, server.address())) {
            client.put("warm", "up");
        }
    }

    @After
    public void close() {
        server.close();
        other.close();
    }

    private static CatenaClient client(TlsFiles files, long timeoutMillis, String... servers) {
        CatenaClientBuilder builder = CatenaClient.builder().servers(servers).timeoutMillis(timeoutMillis);
        return (files == null ? builder : builder.tls(files)).build();
    }

    private static UnavailableException failure(TlsFiles files, long timeoutMillis, String server) {
        try (CatenaClient client = client(files, timeoutMillis, server)) {
            return assertThrows(UnavailableException.class, () -> client.get("k"));
        }
    }

    private static void assertToldAtOnce(String words, TlsFiles files, String server) {
        UnavailableException e = failure(files, LONG_MILLIS, server);
        assertEquals(e.getMessage(), Reason.TLS, e.reason());
        assertTrue(e.getMessage(), e.getMessage().contains(words));
        assertTrue(e.getMessage(), e.getMessage().contains("cannot connect to " + server));
        assertFalse(e.getMessage(), e.getMessage().contains(LONG_MILLIS + " ms"));
    }

    private void assertToldAtOnce(String words, TlsFiles files) {
        assertToldAtOnce(words, files, server.address());
    }

    private static String toldAtTheDeadline(TlsFiles files, String server) {
        UnavailableException e = failure(files, SHORT_MILLIS, server);
        assertEquals(e.getMessage(), Reason.DEADLINE, e.reason());
        return e.getMessage();
    }

    private void serverShows(TestAuthority.Request request) {
        server.tls.context = request.issue().context(authority);
    }

    @Test
    public void anUnknownAuthorityIsToldAtOnce() {
        TestAuthority.write(trusting.authorities(), stranger);
        assertToldAtOnce("no authority that is trusted here has issued the certificate", trusting);
    }

    @Test
    public void anExpiredCertificateIsToldAtOnce() {
        Instant now = Instant.now();
        serverShows(authority.server().valid(now.minusSeconds(60), now.minusSeconds(1)));
        assertToldAtOnce("has expired; renew it there", trusting);
        serverShows(authority.server().valid(now.plusSeconds(600), now.plusSeconds(700)));
        assertToldAtOnce("not valid yet; compare the clocks", trusting);
    }

    @Test
    public void aCertificateForAnotherHostIsToldAtOnce() {
        serverShows(authority.certificate("other").dns("example.org").ip("127.0.0.2"));
        assertToldAtOnce("is not for this host", trusting);
        serverShows(authority.certificate("127.0.0.1"));
        assertToldAtOnce("is not for this host", trusting);
    }

    @Test
    public void aServerThatAnswersInPlainTextIsToldAtOnce() throws IOException {
        try (ScriptedPort web = ScriptedPort.answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            assertToldAtOnce("does not speak TLS; use plain text with it", trusting, web.address());
        }
    }

    @Test
    public void aServerThatTakesTlsOnlyIsToldAtOnce() {
        assertToldAtOnce("takes TLS only; name the authorities", null);
    }

    /** What it says may be lost if it closes the connection while the client writes. */
    @Test
    public void aCertificateThatTheServerDoesNotAcceptIsTold() {
        stranger.certificate("ada").issue().certificateTo(ada.certificate()).keyTo(ada.key());
        String told = failure(ada, SHORT_MILLIS, server.address()).getMessage();
        assertTrue(
                told,
                told.contains("does not accept this certificate")
                        || told.contains("does not know the authority")
                        || told.contains("it may not accept this certificate"));
    }

    @Test
    public void aServerThatSaysSoInTheHandshakeIsBelieved() throws IOException {
        byte[] handshakeFailure = {0x15, 3, 3, 0, 2, 2, 40};
        try (ScriptedPort alerting = new ScriptedPort(socket -> {
            socket.getInputStream().read();
            socket.getOutputStream().write(handshakeFailure);
            socket.getInputStream().readAllBytes();
        })) {
            assertToldAtOnce("finds no common way of TLS", trusting, alerting.address());
        }
    }

    @Test
    public void aServerThatClosesTheConnectionIsSuspectedOfTakingTlsOnlyOrAnotherCertificate() throws IOException {
        try (ScriptedPort closing =
                new ScriptedPort(socket -> socket.getInputStream().read())) {
            assertTrue(toldAtTheDeadline(null, closing.address()).contains("it may take TLS only"));
            String told = toldAtTheDeadline(ada, closing.address());
            assertTrue(told, told.contains("in the handshake; it may "));
        }
        try (ScriptedPort closing = new ScriptedPort(socket -> {
            try (var secured = good.getSocketFactory().createSocket(socket, null, true)) {
                secured.getInputStream().read();
            }
        })) {
            String told = toldAtTheDeadline(ada, closing.address());
            assertTrue(told, told.contains("after the handshake; it may not accept this certificate"));
        }
    }

    @Test
    public void eachKindOfCallIsTold() {
        server.tls.context = bad;
        try (CatenaClient client = client(trusting, LONG_MILLIS, server.address());
                ServerAccess access = ServerAccess.open(trusting, null)) {
            List<CompletableFuture<?>> calls = new ArrayList<>();
            calls.add(client.putAsync("k", "v"));
            calls.add(client.getAsync(KEY));
            calls.add(client.getAllAsync(List.of(KEY, "l".getBytes())));
            calls.add(client.writeAllAsync(List.of(KeyWrite.put("k", "v"))));
            for (Runnable call : List.<Runnable>of(
                    () -> client.put("k", "v"), () -> client.get("k"), client::layout, () -> client.getStale(KEY))) {
                calls.add(CompletableFuture.runAsync(call));
            }
            ServerAddress address = ServerAddress.parse(server.address());
            calls.add(CompletableFuture.runAsync(() -> new NodeAdmin(address, LONG_MILLIS, access).status()));
            calls.add(
                    CompletableFuture.runAsync(() -> new ClusterAdmin(List.of(address), access).settings(LONG_MILLIS)));
            for (CompletableFuture<?> call : calls) {
                CompletionException e = assertThrows(CompletionException.class, call::join);
                UnavailableException why = (UnavailableException) e.getCause();
                assertEquals(Reason.TLS, why.reason());
                assertTrue(why.getMessage(), why.getMessage().contains("no authority that is trusted here"));
                assertFalse(why.getMessage(), why.getMessage().contains("give it more time"));
            }
        }
    }

    @Test
    public void eachServerIsNamedThatRefuses() {
        server.tls.context = bad;
        serverShows(authority.certificate("other").dns("example.org"));
        other.tls.context = bad;
        try (CatenaClient client = client(trusting, LONG_MILLIS, server.address(), other.address())) {
            String told = assertThrows(UnavailableException.class, () -> client.put("k", "v"))
                    .getMessage();
            assertTrue(
                    told, told.contains(server.address() + " (the certificate of the other end is not for this host"));
            assertTrue(told, told.contains(other.address() + " (no authority that is trusted here"));
        }
    }

    @Test
    public void aServerThatRefusesFailsNoCallThatAnotherCanServe() {
        server.tls.context = bad;
        for (int i = 0; i < 5; i++) {
            try (CatenaClient client = client(trusting, LONG_MILLIS, server.address(), other.address())) {
                assertTrue(client.put("k", "v").applied());
                assertTrue(client.putAsync("k", "w").join().applied());
            }
        }
    }

    @Test
    public void callsGoOnWhileOneServerMayStillAnswer() throws IOException {
        server.tls.context = bad;
        other.beforeListening = FakeServer.HANG_UP;
        try (CatenaClient client = client(trusting, LONG_MILLIS, server.address(), other.address())) {
            int before = other.tls.names.size();
            CompletableFuture<WriteResult> put = client.putAsync("k", "v");
            Awaitility.await().until(() -> other.tls.names.size() > before + 5);
            assertFalse(put.isDone());
            other.beforeListening = () -> {};
            assertTrue(put.join().applied());
        }
    }

    /** The first attempt and the first search meet the one that refuses. */
    @Test
    public void oneOfSeveralServersBehindAnAddressFailsNoCall() {
        server.tls.next.addAll(List.of(bad, bad));
        try (CatenaClient client = client(trusting, LONG_MILLIS, server.address())) {
            assertTrue(client.put("k", "v").applied());
        }
        server.tls.next.addAll(List.of(bad, bad));
        try (CatenaClient client = client(trusting, LONG_MILLIS, server.address())) {
            assertTrue(client.putAsync("k", "v").join().applied());
        }
    }

    /** Files are replaced at both ends, and each end takes them some seconds later. */
    @Test
    public void aClientThatWasServedGoesOnWhileFilesAreRenewed() {
        try (CatenaClient client = client(trusting, LONG_MILLIS, server.address())) {
            client.put("k", "v");
            server.tls.context = bad;
            server.hangUp();
            int before = server.tls.refused.get();
            CompletableFuture<WriteResult> put = client.putAsync("k", "w");
            CompletableFuture<WriteResult> blocking = CompletableFuture.supplyAsync(() -> client.put("k", "x"));
            Awaitility.await().until(() -> server.tls.refused.get() > before + 5);
            assertFalse(put.isDone() || blocking.isDone());
            server.tls.context = good;
            assertTrue(put.join().applied());
            assertTrue(blocking.join().applied());
        }
    }

    @Test
    public void aProgramThatRepeatsItsCallsMakesFewHandshakes() {
        server.tls.context = bad;
        try (CatenaClient client = client(trusting, LONG_MILLIS, server.address())) {
            assertThrows(UnavailableException.class, () -> client.get("k"));
            int before = server.tls.refused.get();
            long begin = System.nanoTime();
            for (int i = 0; i < 2000; i++) {
                assertThrows(UnavailableException.class, () -> client.get("k"));
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin) + 1;
            int handshakes = server.tls.refused.get() - before;
            assertTrue(handshakes + " in " + seconds + " s", handshakes <= 3 * seconds);
        }
    }

    @Test
    public void aServerThatIsMendedServesTheCallsThatComeAfterwards() {
        server.tls.context = bad;
        try (CatenaClient client = client(trusting, LONG_MILLIS, server.address())) {
            assertThrows(UnavailableException.class, () -> client.get("k"));
            server.tls.context = good;
            Awaitility.await()
                    .ignoreExceptionsInstanceOf(UnavailableException.class)
                    .until(() -> client.put("k", "v").applied());
        }
    }
}
