package io.catena.systemtest;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.catena.tls.CertificateName;
import io.catena.tls.TestAuthority;
import io.catena.tls.TlsFiles;
import io.catena.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class TlsChannelTest {
    private static final TestAuthority AUTHORITY = TestAuthority.named("authority");
    private static final TestAuthority STRANGER = TestAuthority.named("stranger");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private TlsMaterial material() throws Exception {
        Path root = folder.getRoot().toPath();
        TestAuthority.write(root.resolve("ca.crt"), AUTHORITY);
        AUTHORITY
                .certificate("greedy")
                .issue()
                .certificateTo(root.resolve("greedy.crt"))
                .keyTo(root.resolve("greedy.key"));
        return TlsMaterial.load(
                new TlsFiles(root.resolve("greedy.crt"), root.resolve("greedy.key"), root.resolve("ca.crt")));
    }

    /** Takes one connection, tells whose it is, and sends back this number of bytes before it closes the connection. */
    private static CompletableFuture<String> echo(ServerSocket listening, TestAuthority by, int bytes) {
        return CompletableFuture.supplyAsync(() -> {
            try (SSLSocket socket = (SSLSocket) by.server()
                    .issue()
                    .context(AUTHORITY)
                    .getSocketFactory()
                    .createSocket(listening.accept(), null, true)) {
                socket.setNeedClientAuth(true);
                socket.startHandshake();
                for (int left = bytes; left > 0; ) {
                    byte[] some = socket.getInputStream().readNBytes(Math.min(left, 10_000));
                    socket.getOutputStream().write(some);
                    left -= some.length;
                }
                return CertificateName.of((X509Certificate) socket.getSession().getPeerCertificates()[0])
                        .orElseThrow();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private TlsChannel connect(ServerSocket listening) throws Exception {
        SocketChannel channel = SocketChannel.open(listening.getLocalSocketAddress());
        channel.configureBlocking(false);
        return new TlsChannel(channel, material(), "127.0.0.1", listening.getLocalPort());
    }

    @Test(timeout = 60_000)
    public void whatIsWrittenComesBackAndTheCertificateIsShown() throws Exception {
        ByteBuffer sent = ByteBuffer.allocate(300_000);
        new Random(1).nextBytes(sent.array());
        ByteBuffer received = ByteBuffer.allocate(340_000);
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> peer = echo(listening, AUTHORITY, sent.capacity());
            try (TlsChannel channel = connect(listening)) {
                while (received.position() < sent.capacity()) {
                    channel.write(sent);
                    channel.read(received);
                    LockSupport.parkNanos(100_000);
                }
                assertEquals("greedy", peer.get());
                int read = 0;
                while (read == 0) {
                    read = channel.read(received);
                }
                assertEquals("the end", -1, read);
            }
        }
        assertArrayEquals(sent.array(), Arrays.copyOf(received.array(), sent.capacity()));
    }

    @Test(timeout = 60_000)
    public void aServerOfAnotherAuthorityIsRefused() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            echo(listening, STRANGER, 1);
            try (TlsChannel channel = connect(listening)) {
                assertThrows(IOException.class, () -> {
                    while (channel.read(ByteBuffer.allocate(1)) >= 0) {
                        LockSupport.parkNanos(100_000);
                    }
                });
            }
        }
    }
}
