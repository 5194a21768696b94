package io.catena.server.rpc.tls;

import io.catena.server.access.Principal;
import io.catena.server.rpc.AcceptedInput;
import io.catena.server.rpc.ConnectionSecurity;
import io.catena.server.rpc.HostPort;
import io.catena.server.rpc.SourceMachine;
import io.catena.server.threads.LastResort;
import io.catena.tls.TlsMaterial;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * TLS, by the engine of the JDK. Callers are asked for a certificate and may have none: then they are nobody until they
 * authenticate. What a handshake computes is done by threads of its own, so that the event loop goes on meanwhile.
 */
public final class TlsSecurity implements ConnectionSecurity, AutoCloseable {
    /** Half of the processors: a flood of handshakes leaves the other half to the connections that are served. */
    private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    /** Of one machine, in handshakes that have not begun. */
    private static final int MAX_WAITING = 1_000;
    /** The other end may not read; what is said at the end is not worth waiting for. */
    private static final long LAST_WORD_MILLIS = 50;

    static {
        // The handshakes that a caller of TLS 1.2 begins anew on its connection are counted by no limit.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    /** What this node itself begins takes turns with what others begin. */
    private static final long THIS_MACHINE = -1;

    private final Supplier<TlsMaterial> material;
    private final Function<X509Certificate, Principal> names;
    private final long handshakeMillis;
    private final ThreadPoolExecutor threads;
    private final HandshakeQueue handshakes;
    /** Made anew when there is other material; two loops may do so at the same time. */
    private volatile Contexts contexts;

    private record Contexts(TlsMaterial material, SslContext accepting, SslContext connecting) {
        static Contexts of(TlsMaterial material) {
            return new Contexts(material, context(material, false), context(material, true));
        }

        private static SslContext context(TlsMaterial material, boolean connecting) {
            return new JdkSslContext(
                    material.context(),
                    connecting,
                    material.cipherSuites(),
                    IdentityCipherSuiteFilter.INSTANCE,
                    ApplicationProtocolConfig.DISABLED,
                    ClientAuth.OPTIONAL,
                    TlsMaterial.PROTOCOLS.toArray(String[]::new),
                    false);
        }
    }

    /**
     * @param material the present certificate, key and authorities; another object when they were renewed
     * @param names who a verified certificate belongs to; {@link Principal#NOBODY} if it does not say so
     * @param handshakeMillis how long a handshake may take
     */
    public TlsSecurity(
            Supplier<TlsMaterial> material, Function<X509Certificate, Principal> names, long handshakeMillis) {
        this.material = material;
        this.names = names;
        this.handshakeMillis = handshakeMillis;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), TlsSecurity::thread);
        threads.allowCoreThreadTimeOut(true);
        this.handshakes = new HandshakeQueue(threads, THREADS, MAX_WAITING);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(LastResort.guarded(task), "catena-handshake");
        thread.setDaemon(true);
        return thread;
    }

    private Contexts contexts() {
        TlsMaterial now = material.get();
        Contexts made = contexts;
        if (made == null || made.material() != now) {
            made = Contexts.of(now);
            contexts = made;
        }
        return made;
    }

    @Override
    public AcceptedInput accept(Channel channel) {
        InetAddress from = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        TlsRecords records = new TlsRecords(
                channel,
                contexts().accepting().newEngine(channel.alloc()),
                handshakes.of(SourceMachine.number(from.getAddress()), channel::isOpen, channel::close));
        add(channel, records);
        return records;
    }

    @Override
    public void connect(Channel channel, HostPort to) {
        SSLEngine engine = contexts().connecting().newEngine(channel.alloc(), to.host(), to.port());
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        add(
                channel,
                new TlsConnecting(
                        engine, handshakes.of(THIS_MACHINE, channel::isOpen, channel::close), handshakeMillis));
    }

    private void add(Channel channel, SslHandler handler) {
        handler.setHandshakeTimeoutMillis(handshakeMillis);
        handler.setCloseNotifyFlushTimeoutMillis(LAST_WORD_MILLIS);
        channel.pipeline().addFirst(handler);
    }

    @Override
    public Principal principal(Channel channel) {
        try {
            return channel.pipeline()
                                    .get(SslHandler.class)
                                    .engine()
                                    .getSession()
                                    .getPeerCertificates()[0]
                            instanceof X509Certificate certificate
                    ? names.apply(certificate)
                    : Principal.NOBODY;
        } catch (SSLPeerUnverifiedException e) {
            return Principal.NOBODY;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
