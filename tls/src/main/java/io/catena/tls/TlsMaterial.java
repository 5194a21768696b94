package io.catena.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A certificate with its key, and the authorities that are trusted: checked, immutable, for any thread. Each has an
 * {@link SSLContext} of its own, so that a session which was begun with an older one is not resumed with it.
 */
public final class TlsMaterial {
    /** Nothing older than TLS 1.2 is spoken. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** All with forward secrecy and authenticated encryption; the fastest on common processors first. */
    private static final List<String> CIPHER_SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** A resumed session is not checked again, so a certificate that has expired may be used for this time at most. */
    private static final int SESSION_SECONDS = 300;

    /** Each takes some tens of kilobytes, with the certificates of the other end; about as many as a node has connections. */
    private static final int MAX_SESSIONS = 1_024;

    private static final Set<PosixFilePermission> OF_OTHERS =
            EnumSet.range(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);

    private final List<X509Certificate> chain;
    private final OwnCertificate own;
    private final ValidAuthorities authorities;
    private final List<String> warnings;
    private final SSLContext context;

    private TlsMaterial(TlsContents contents, InstantSource clock) throws TlsFilesException {
        TlsFiles files = contents.files();
        List<String> found = new ArrayList<>();
        authorities = new ValidAuthorities(
                files.authorities(), CertificatePem.parse(files.authorities(), contents.authorities()), clock, found);
        if (files.certificate() == null) {
            chain = List.of();
            own = null;
        } else {
            chain = CertificatePem.parse(files.certificate(), contents.certificate());
            PrivateKey key = PrivateKeyPem.parse(files.key(), contents.key());
            CertificatePem.check(files.certificate(), chain, key, files.key(), clock.instant());
            own = new OwnCertificate(chain, key);
            warnOfReaders(files.key(), found);
        }
        warnings = List.copyOf(found);
        context = newContext();
    }

    /** Reads the files and checks them. */
    public static TlsMaterial load(TlsFiles files) throws TlsFilesException {
        return of(TlsContents.read(files), InstantSource.system());
    }

    static TlsMaterial of(TlsContents contents, InstantSource clock) throws TlsFilesException {
        return new TlsMaterial(contents, clock);
    }

    private static void warnOfReaders(Path key, List<String> warnings) {
        try {
            Set<PosixFilePermission> found = Files.getFileStore(key).supportsFileAttributeView("posix")
                    ? Files.getPosixFilePermissions(key)
                    : Set.of();
            if (found.stream().anyMatch(OF_OTHERS::contains)) {
                warnings.add(key + ": the private key is open to other users (" + PosixFilePermissions.toString(found)
                        + "); chmod go-rwx closes it");
            }
        } catch (IOException e) {
            warnings.add(key + ": its permissions cannot be read (" + e.getMessage() + ")");
        }
    }

    private SSLContext newContext() {
        try {
            SSLContext made = SSLContext.getInstance("TLS");
            made.init(own == null ? new KeyManager[0] : new KeyManager[] {own}, new TrustManager[] {authorities}, null);
            bound(made.getServerSessionContext());
            bound(made.getClientSessionContext());
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static void bound(SSLSessionContext sessions) {
        sessions.setSessionTimeout(SESSION_SECONDS);
        sessions.setSessionCacheSize(MAX_SESSIONS);
    }

    /** Its sockets and engines still need {@link #clientParameters} or {@link #serverParameters}. */
    public SSLContext context() {
        return context;
    }

    /** For a connection to a server: its name must be in its certificate. */
    public SSLParameters clientParameters() {
        SSLParameters parameters = parameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }

    /** For a connection from a client: it is asked for a certificate, and need not have one. */
    public SSLParameters serverParameters() {
        SSLParameters parameters = parameters();
        parameters.setUseCipherSuitesOrder(true);
        parameters.setWantClientAuth(true);
        return parameters;
    }

    private SSLParameters parameters() {
        return new SSLParameters(cipherSuites().toArray(String[]::new), PROTOCOLS.toArray(String[]::new));
    }

    /** Those that are allowed, the preferred first. */
    public List<String> cipherSuites() {
        List<String> known = List.of(context.getSupportedSSLParameters().getCipherSuites());
        return CIPHER_SUITES.stream().filter(known::contains).toList();
    }

    /** Empty if no certificate is shown. */
    public Optional<X509ExtendedKeyManager> keyManager() {
        return Optional.ofNullable(own);
    }

    /** Trusts the authorities of the file as long as they are valid, and no others. */
    public X509ExtendedTrustManager trustManager() {
        return authorities;
    }

    /** What is shown to the other end, the own certificate first; empty if none is. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** The moment from which the own chain is no longer valid; empty without a certificate. */
    public Optional<Instant> expiry() {
        return chain.stream().map(one -> one.getNotAfter().toInstant()).min(Comparator.naturalOrder());
    }

    /** What an operator should change although it works: a key that others can read, an authority that is not trusted. */
    public List<String> warnings() {
        return warnings;
    }
}
