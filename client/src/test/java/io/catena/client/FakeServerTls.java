package io.catena.client;

import io.catena.tls.CertificateName;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** What a {@link FakeServer} does about TLS. */
public final class FakeServerTls {
    /** If set, connections are of TLS. */
    public volatile SSLContext context;
    /** Those of the next connections, as if other servers were behind the same address; afterwards {@link #context}. */
    public final Queue<SSLContext> next = new ConcurrentLinkedQueue<>();
    /** Whom the certificates of callers named; "nobody" for one without a certificate. */
    public final List<String> names = new CopyOnWriteArrayList<>();
    /** How many handshakes have failed. */
    public final AtomicInteger refused = new AtomicInteger();

    Socket secured(Socket socket) throws IOException {
        if (context == null) {
            return socket;
        }
        SSLContext other = next.poll();
        SSLSocket secured =
                (SSLSocket) (other == null ? context : other).getSocketFactory().createSocket(socket, null, true);
        secured.setWantClientAuth(true);
        try {
            secured.startHandshake();
        } catch (IOException e) {
            refused.incrementAndGet();
            throw e;
        }
        names.add(name(secured));
        return secured;
    }

    private static String name(SSLSocket secured) {
        try {
            X509Certificate certificate = (X509Certificate) secured.getSession().getPeerCertificates()[0];
            return CertificateName.of(certificate).orElse("nameless");
        } catch (SSLPeerUnverifiedException e) {
            return "nobody";
        }
    }
}
