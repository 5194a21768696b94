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

    private Optional<String> failure(String... servers) throws Exception {
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
                .failure();
    }

    private void assertTold(String server, String words) throws Exception {
        String told = failure(server).orElse("nothing");
        assertTrue(told, told.startsWith(server + ": " + words));
    }

    @Test
    public void theTrialNamesTheEndWithTheUntrustedAuthority() throws Exception {
        assertTold(
                byTls(STRANGER.server().issue().context(AUTHORITY)),
                "no authority that is trusted here has issued the certificate of the other end");
        // It closes the connection at once, so that what it says may be lost.
        String told =
                failure(byTls(AUTHORITY.server().issue().context(STRANGER))).orElseThrow();
        assertTrue(told, told.contains("not accept this certificate"));
    }

    @Test
    public void aServerThatSpeaksPlainTextIsTold() throws Exception {
        assertTold(server(socket -> socket.getOutputStream().write("plain text".getBytes())), "the other end does not");
    }

    @Test
    public void nothingIsFoundWhereTlsWorksOrNoPortAnswers() throws Exception {
        String nobody = server(socket -> {});
        listening.remove(0).close();
        assertEquals(
                Optional.empty(),
                failure(nobody, byTls(AUTHORITY.server().issue().context(AUTHORITY))));
    }

    @Test
    public void aFailureThatLastsIsToldBeforeOneThatMayPass() throws Exception {
        String closing = server(Socket::close);
        String stranger = byTls(STRANGER.server().issue().context(AUTHORITY));
        assertTrue(failure(closing, stranger).orElseThrow().startsWith(stranger));
    }

    @Test
    public void aServerThatSendsByteByByteHoldsItUpForSecondsOnly() throws Exception {
        String dripping = server(socket -> {
            socket.getOutputStream().write(new byte[] {0x16, 3, 3, 0x40, 0, 2, 0, 0x3f, (byte) 0xff});
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
                socket.getOutputStream().write(0);
            }
        });
        long beginNanos = System.nanoTime();
        assertEquals(Optional.empty(), failure(dripping));
        long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos);
        assertTrue(tookMillis + " ms", tookMillis < 10_000);
    }
}
