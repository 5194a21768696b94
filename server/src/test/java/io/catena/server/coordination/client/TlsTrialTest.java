package io.catena.server.coordination.client;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.tls.TestAuthority;
import io.catena.tls.TlsFiles;
import io.catena.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class TlsTrialTest {
    private static final TestAuthority AUTHORITY = TestAuthority.named("authority");
    private static final TestAuthority STRANGER = TestAuthority.named("stranger");

    private static final String OURS = "To ZooKeeper this node shows --tls-cert and trusts --tls-ca";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<ServerSocket> listening = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private TlsMaterial material;

    @Before
    public void makeCertificates() throws Exception {
        Path root = folder.getRoot().toPath();
        AUTHORITY.server().issue().keyTo(root.resolve("tls.key")).certificateTo(root.resolve("tls.crt"));
        TestAuthority.write(root.resolve("ca.crt"), AUTHORITY);
        material = TlsMaterial.load(
                new TlsFiles(root.resolve("tls.crt"), root.resolve("tls.key"), root.resolve("ca.crt")));
    }

    @After
    public void close() throws IOException {
        over.countDown();
        for (ServerSocket one : listening) {
            one.close();
        }
    }

    private interface Answer {
        void to(Socket socket) throws Exception;
    }

    /** The address of a server that answers so. */
    private String server(Answer answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listening.add(server);
        daemon(() -> {
            while (true) {
                Socket socket = server.accept();
                daemon(() -> answer.to(socket));
            }
        });
        return "127.0.0.1:" + server.getLocalPort();
    }

    private interface Body {
        void run() throws Exception;
    }

    private static void daemon(Body body) {
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (Exception e) {
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** One that wants a certificate, and sends nothing before it is asked. */
    private String byTls(SSLContext context) throws IOException {
        return server(socket -> {
            SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            secured.setNeedClientAuth(true);
            secured.startHandshake();
            secured.getInputStream().read();
        });
    }

    private Optional<String> findings(String... servers) throws Exception {
        return new TlsTrial(String.join(",", servers) + "/path", new ZooKeeperTls() {
                    @Override
                    public Path keyStore() {
                        throw new UnsupportedOperationException("the trial needs no file");
                    }

                    @Override
                    public Path trustStore() {
                        throw new UnsupportedOperationException("the trial needs no file");
                    }

                    @Override
                    public TlsMaterial material() {
                        return material;
                    }
                })
                .findings();
    }

    private void assertTold(String server, String words) throws Exception {
        String told = findings(server).orElse("nothing");
        assertTrue(told, told.startsWith("no TLS with " + server + ": " + words));
        assertTrue(told, told.endsWith(OURS));
    }

    @Test
    public void theTrialNamesTheEndWithTheUntrustedAuthority() throws Exception {
        assertTold(
                byTls(STRANGER.server().issue().context(AUTHORITY)),
                "no authority that is trusted here has issued the certificate of the other end");
        // It closes the connection at once, so that what it says may be lost.
        String told =
                findings(byTls(AUTHORITY.server().issue().context(STRANGER))).orElseThrow();
        assertTrue(told, told.contains("not accept this certificate"));
    }

    @Test
    public void aServerThatSpeaksPlainTextIsTold() throws Exception {
        assertTold(server(socket -> socket.getOutputStream().write("plain text".getBytes())), "the other end does not");
    }

    /** A port on which nobody listens. */
    private String nobody() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + server.getLocalPort();
        }
    }

    private String working() throws IOException {
        return byTls(AUTHORITY.server().issue().context(AUTHORITY));
    }

    private String ofAStranger() throws IOException {
        return byTls(STRANGER.server().issue().context(AUTHORITY));
    }

    @Test
    public void nothingIsFoundWhereNoPortAnswers() throws Exception {
        assertEquals(Optional.empty(), findings(nobody(), nobody()));
    }

    @Test
    public void whereTlsWorksItIsNotBlamed() throws Exception {
        String working = working();
        assertEquals(
                Optional.of("TLS works with " + working + ": check that ZooKeeper serves there"),
                findings(nobody(), working));
    }

    @Test
    public void aServerThatFailsIsToldBesideOneThatWorksWhereverEachStands() throws Exception {
        String failing = ofAStranger();
        String working = working();
        String both = findings(failing, nobody(), working).orElseThrow();
        assertTrue(both, both.startsWith("no TLS with " + failing + ": no authority that is trusted here"));
        assertTrue(both, both.endsWith(". TLS works with " + working + ": check that ZooKeeper serves there. " + OURS));
        assertEquals(Optional.of(both), findings(working, failing));
    }

    @Test
    public void aFailureThatLastsIsToldBeforeOneThatMayPass() throws Exception {
        String closing = server(Socket::close);
        String stranger = ofAStranger();
        assertTrue(findings(closing, stranger).orElseThrow().startsWith("no TLS with " + stranger));
    }

    @Test
    public void whatWasFoundIsToldThoughAnotherServerTakesTooLong() throws Exception {
        String failing = ofAStranger();
        String working = working();
        String told = findings(dripping(), failing, working).orElseThrow();
        assertTrue(told, told.startsWith("no TLS with " + failing));
        assertTrue(told, told.contains("TLS works with " + working));
    }

    /** One that sends its part of the handshake byte by byte. */
    private String dripping() throws IOException {
        return server(socket -> {
            socket.getOutputStream().write(new byte[] {0x16, 3, 3, 0x40, 0, 2, 0, 0x3f, (byte) 0xff});
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
                socket.getOutputStream().write(0);
            }
        });
    }

    @Test
    public void aServerThatSendsByteByByteHoldsItUpForSecondsOnly() throws Exception {
        long beginNanos = System.nanoTime();
        assertEquals(Optional.empty(), findings(dripping()));
        long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos);
        assertTrue(tookMillis + " ms", tookMillis < 10_000);
    }
}
