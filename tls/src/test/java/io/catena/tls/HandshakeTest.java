package io.catena.tls;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.tls.TestAuthority.Issued;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Handshakes between the engines of two materials, without a network. */
public class HandshakeTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final TestAuthority authority = TestAuthority.named("authority");
    private final TestAuthority stranger = TestAuthority.named("stranger");
    private Path root;
    private TlsMaterial server;
    private TlsMaterial ada;
    private SSLEngine serverEngine;
    private SSLEngine clientEngine;

    @Before
    public void makeServer() throws Exception {
        root = folder.getRoot().toPath();
        server = material(authority.server().issue(), authority);
        ada = material(authority.certificate("ada").issue(), authority);
    }

    private TlsMaterial material(Issued issued, TestAuthority... trusted) throws TlsFilesException {
        Path authorities = root.resolve("ca.crt");
        TestAuthority.write(authorities, trusted);
        if (issued == null) {
            return TlsMaterial.load(TlsFiles.authoritiesOnly(authorities));
        }
        return TlsMaterial.load(filesOf(issued));
    }

    private TlsFiles filesOf(Issued issued) {
        TlsFiles files = new TlsFiles(root.resolve("tls.crt"), root.resolve("tls.key"), root.resolve("ca.crt"));
        issued.certificateTo(files.certificate()).keyTo(files.key());
        return files;
    }

    private void shakeHands(TlsMaterial client, String host, String... protocols) throws SSLException {
        clientEngine = client.context().createSSLEngine(host, 7000);
        clientEngine.setUseClientMode(true);
        SSLParameters parameters = client.clientParameters();
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        clientEngine.setSSLParameters(parameters);
        serverEngine = server.context().createSSLEngine();
        serverEngine.setUseClientMode(false);
        serverEngine.setSSLParameters(server.serverParameters());
        assertArrayEquals(new byte[] {7}, exchange());
    }

    /** Lets the client send one byte, and the server send it back. */
    private byte[] exchange() throws SSLException {
        ByteBuffer toServer = ByteBuffer.allocate(100_000);
        ByteBuffer toClient = ByteBuffer.allocate(100_000);
        ByteBuffer atServer = ByteBuffer.allocate(100_000);
        ByteBuffer atClient = ByteBuffer.allocate(100_000);
        ByteBuffer answer = ByteBuffer.allocate(10).flip();
        ByteBuffer question = ByteBuffer.wrap(new byte[] {7});
        for (int i = 0; i < 50 && atClient.position() == 0; i++) {
            step(clientEngine, question, toServer, toClient, atClient);
            step(serverEngine, answer, toClient, toServer, atServer);
            answer.compact().put(atServer.flip()).flip();
            atServer.clear();
        }
        byte[] received = new byte[atClient.position()];
        atClient.flip().get(received);
        return received;
    }

    private static void step(SSLEngine engine, ByteBuffer out, ByteBuffer sent, ByteBuffer received, ByteBuffer in)
            throws SSLException {
        SSLEngineResult result;
        do {
            result = engine.wrap(out, sent);
            runTasks(engine);
        } while (result.bytesProduced() > 0);
        received.flip();
        do {
            result = engine.unwrap(received, in);
            runTasks(engine);
        } while (result.bytesConsumed() > 0
                || result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_UNWRAP_AGAIN);
        received.compact();
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private Optional<String> seenByServer() throws SSLPeerUnverifiedException {
        return CertificateName.of((X509Certificate) serverEngine.getSession().getPeerCertificates()[0]);
    }

    @Test
    public void bothProtocolsAndAllKindsOfKeysWork() throws Exception {
        for (String kind : new String[] {"EC", "RSA", "Ed25519"}) {
            server = material(authority.server().key(kind).issue(), authority);
            TlsMaterial client = material(authority.certificate("ada").key(kind).issue(), authority);
            for (String protocol : TlsMaterial.PROTOCOLS) {
                shakeHands(client, "localhost", protocol);
                assertEquals(protocol, clientEngine.getSession().getProtocol());
                assertEquals(Optional.of("ada"), seenByServer());
            }
        }
    }

    @Test
    public void theNewestProtocolIsPreferred() throws Exception {
        shakeHands(ada, "localhost");
        assertEquals("TLSv1.3", serverEngine.getSession().getProtocol());
    }

    @Test
    public void aClientWithoutACertificateIsLetIn() throws Exception {
        for (String protocol : TlsMaterial.PROTOCOLS) {
            shakeHands(material(null, authority), "localhost", protocol);
            assertThrows(SSLPeerUnverifiedException.class, this::seenByServer);
        }
    }

    @Test
    public void anAddressIsAHostNameToo() throws Exception {
        shakeHands(ada, "127.0.0.1");
        shakeHands(ada, "::1");
    }

    @Test
    public void aServerOfAnotherNameIsRefused() {
        for (String host : new String[] {"example.org", "127.0.0.2"}) {
            assertThrows(SSLHandshakeException.class, () -> shakeHands(ada, host));
        }
    }

    @Test
    public void aServerOfAnotherAuthorityIsRefused() throws Exception {
        TlsMaterial client = material(null, stranger);
        assertThrows(SSLHandshakeException.class, () -> shakeHands(client, "localhost"));
    }

    @Test
    public void aClientOfAnotherAuthorityIsRefusedAndNotTakenForOneWithoutAName() throws Exception {
        TlsMaterial client = material(stranger.certificate("ada").issue(), authority);
        for (String protocol : TlsMaterial.PROTOCOLS) {
            assertThrows(SSLException.class, () -> shakeHands(client, "localhost", protocol));
        }
    }

    @Test
    public void anAuthorityOfTheSameNameIsAnotherAuthority() throws Exception {
        TlsMaterial client =
                material(TestAuthority.named("authority").certificate("ada").issue(), authority);
        assertThrows(SSLException.class, () -> shakeHands(client, "localhost"));
    }

    @Test
    public void aClientWithACertificateThatExpiresLaterIsRefusedThen() throws Exception {
        Instant[] time = {Instant.now()};
        Instant end = time[0].plusSeconds(60);
        server = TlsMaterial.of(TlsContents.read(filesOf(authority.server().issue())), () -> time[0]);
        TlsFiles ending = filesOf(authority
                .certificate("ada")
                .valid(time[0].minusSeconds(60), end)
                .issue());
        shakeHands(TlsMaterial.load(ending), "localhost");
        time[0] = end.plusSeconds(1);
        TlsMaterial withoutASession = TlsMaterial.load(ending);
        assertThrows(SSLException.class, () -> shakeHands(withoutASession, "localhost"));
    }

    @Test
    public void aSessionIsResumedForMinutesOnly() {
        assertEquals(300, server.context().getServerSessionContext().getSessionTimeout());
        assertEquals(300, server.context().getClientSessionContext().getSessionTimeout());
        assertEquals(1_024, server.context().getServerSessionContext().getSessionCacheSize());
        assertEquals(1_024, server.context().getClientSessionContext().getSessionCacheSize());
    }

    @Test
    public void aCertificateThatMayNotIssueIssuesNothing() throws Exception {
        Issued user = authority.certificate("ada").issue();
        TlsMaterial client =
                material(user.asAuthority().certificate("operator:eve").issue(), authority);
        assertThrows(SSLException.class, () -> shakeHands(client, "localhost"));
    }

    @Test
    public void noSessionIsResumedAfterARenewal() throws Exception {
        for (String protocol : TlsMaterial.PROTOCOLS) {
            TlsMaterial client = material(authority.certificate("ada").issue(), authority);
            shakeHands(client, "localhost", protocol);
            long begun = clientEngine.getSession().getCreationTime();
            assertFalse(begun == 0);
            server = material(authority.server().issue(), stranger);
            assertThrows(SSLException.class, () -> shakeHands(client, "localhost", protocol));
            server = material(authority.server().issue(), authority);
            shakeHands(client, "localhost", protocol);
            assertTrue(clientEngine.getSession().isValid());
        }
    }
}
