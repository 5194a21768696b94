package io.catena.tls;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The certificates of a PEM file, in their order. */
final class CertificatePem {
    private CertificatePem() {}

    /** @return at least one certificate */
    static List<X509Certificate> parse(Path file, byte[] content) throws TlsFilesException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Pem.Block block : Pem.parse(file, content)) {
            if (block.label().equals("CERTIFICATE")) {
                certificates.add(decode(file, block.content(), certificates.size() + 1));
            }
        }
        if (certificates.isEmpty()) {
            throw new TlsFilesException(file, "it holds no certificate", "name a file with one");
        }
        return List.copyOf(certificates);
    }

    private static X509Certificate decode(Path file, byte[] content, int number) throws TlsFilesException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(content));
        } catch (CertificateException e) {
            throw new TlsFilesException(file, "certificate " + number + " is damaged", "write the file anew");
        }
    }

    /** Checks that the chain is valid now, begins with the key's certificate, and that each is issued by the one behind it. */
    static void check(Path file, List<X509Certificate> chain, PrivateKey key, Path keyFile, Instant now)
            throws TlsFilesException {
        for (int i = 0; i < chain.size(); i++) {
            checkValidity(file, chain.get(i), i + 1, now);
        }
        if (!PrivateKeyPem.fits(key, chain.get(0).getPublicKey())) {
            boolean laterOne = chain.stream().anyMatch(one -> PrivateKeyPem.fits(key, one.getPublicKey()));
            throw laterOne
                    ? outOfOrder(file, "the certificate of the key is not the first")
                    : new TlsFilesException(
                            keyFile, "the key is not that of the certificate in " + file, "name two files that fit");
        }
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!isIssuedBy(chain.get(i), chain.get(i + 1))) {
                throw outOfOrder(file, "certificate " + (i + 1) + " is not issued by the one behind it");
            }
        }
    }

    private static void checkValidity(Path file, X509Certificate certificate, int number, Instant now)
            throws TlsFilesException {
        Instant from = certificate.getNotBefore().toInstant();
        Instant to = certificate.getNotAfter().toInstant();
        if (now.isAfter(to)) {
            throw new TlsFilesException(file, "certificate " + number + " expired at " + to, "renew it");
        }
        if (now.isBefore(from)) {
            throw new TlsFilesException(
                    file, "certificate " + number + " is not valid before " + from, "check the clock of this machine");
        }
    }

    private static TlsFilesException outOfOrder(Path file, String wrong) {
        return new TlsFilesException(file, wrong, "put the certificate of the key first, and behind each its issuer");
    }

    static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
