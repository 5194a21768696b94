package io.catena.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts certificates that an authority has issued which may issue certificates and is valid at the moment of the check.
 * The JDK's own check passes over the dates of an authority, and over those of a certificate that is itself an authority's:
 * without a restart such ones would be trusted for ever.
 */
final class ValidAuthorities extends X509ExtendedTrustManager {
    private static final int SIGNS_CERTIFICATES = 5;

    private final Path file;
    private final List<X509Certificate> authorities;
    private final InstantSource clock;
    private volatile Valid valid;

    /** All authorities have expired since the file was read. */
    static final class NoneException extends CertificateException {
        NoneException(String message) {
            super(message);
        }
    }

    /** The authorities that are valid from one moment to another, and the JDK's check by them. */
    private record Valid(
            List<X509Certificate> authorities, X509ExtendedTrustManager check, Instant since, Instant until) {}

    /** @param warnings gets what is wrong with authorities that are not trusted */
    ValidAuthorities(Path file, List<X509Certificate> all, InstantSource clock, List<String> warnings)
            throws TlsFilesException {
        this.file = file;
        this.clock = clock;
        List<X509Certificate> usable = new ArrayList<>();
        List<String> unusable = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            X509Certificate authority = all.get(i);
            if (!mayIssue(authority)) {
                unusable.add("certificate " + (i + 1) + " is no authority: it may not issue certificates");
            } else {
                usable.add(authority);
                if (clock.instant().isAfter(authority.getNotAfter().toInstant())) {
                    unusable.add("certificate " + (i + 1) + " expired at "
                            + authority.getNotAfter().toInstant());
                }
            }
        }
        authorities = List.copyOf(usable);
        valid = validAt(clock.instant());
        if (valid.authorities.isEmpty()) {
            String wrong = unusable.isEmpty() ? "no authority is valid yet" : String.join(", ", unusable);
            throw new TlsFilesException(file, wrong, "name a file with an authority that is valid");
        }
        unusable.forEach(wrong -> warnings.add(file + ": " + wrong + "; it is not trusted, take it out of the file"));
    }

    private static boolean mayIssue(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= 0 && (usage == null || usage[SIGNS_CERTIFICATES]);
    }

    private Valid validAt(Instant now) {
        Instant until = Instant.MAX;
        List<X509Certificate> validNow = new ArrayList<>();
        for (X509Certificate authority : authorities) {
            Instant from = authority.getNotBefore().toInstant();
            Instant to = authority.getNotAfter().toInstant();
            boolean isValid = !now.isBefore(from) && !now.isAfter(to);
            if (isValid) {
                validNow.add(authority);
            }
            Instant changes = now.isBefore(from) ? from : isValid ? to.plusNanos(1) : Instant.MAX;
            until = changes.isBefore(until) ? changes : until;
        }
        return new Valid(List.copyOf(validNow), checkBy(validNow), now, until);
    }

    /** The JDK refuses to check by no authority at all. */
    private static X509ExtendedTrustManager checkBy(List<X509Certificate> authorities) {
        if (authorities.isEmpty()) {
            return null;
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry(Integer.toString(i), authorities.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager check) {
                    return check;
                }
            }
            throw new IllegalStateException("every JDK checks X.509 certificates");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every JDK has PKCS#12 and PKIX", e);
        }
    }

    private X509ExtendedTrustManager check(X509Certificate[] chain) throws CertificateException {
        Instant now = clock.instant();
        Valid current = valid;
        if (now.isBefore(current.since) || !now.isBefore(current.until)) {
            current = validAt(now);
            valid = current;
        }
        if (current.check == null) {
            throw new NoneException("no authority in " + file + " is valid now");
        }
        if (chain != null && chain.length > 0) {
            chain[0].checkValidity(Date.from(now));
        }
        return current.check;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain).checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain).checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain).checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain).checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain).checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain).checkServerTrusted(chain, authType);
    }

    /** What a server names when it asks for a certificate. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return valid.authorities.toArray(X509Certificate[]::new);
    }
}
