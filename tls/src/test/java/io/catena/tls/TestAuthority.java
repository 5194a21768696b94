package io.catena.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority that issues whatever certificates a test needs, at once and without files. */
public final class TestAuthority {
    private static final Duration YEAR = Duration.ofDays(365);

    private final Issued own;

    private TestAuthority(Issued own) {
        this.own = own;
    }

    /** One that has issued its own certificate. */
    public static TestAuthority named(String name) {
        return new TestAuthority(new Request(null, name).authority().issue());
    }

    /** A certificate, its private key, and what is sent: the certificate and behind it those between it and the root. */
    public record Issued(X509Certificate certificate, PrivateKey key, List<X509Certificate> chain) {
        /** Writes the chain. */
        public Issued certificateTo(Path file) {
            write(file, pem(chain));
            return this;
        }

        /** Writes the key, for its owner alone. */
        public Issued keyTo(Path file) {
            write(file, pem("PRIVATE KEY", key.getEncoded()));
            try {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        /** What shows this certificate whatever is wrong with it, and trusts the authority. */
        public SSLContext context(TestAuthority trusted) {
            try {
                KeyStore keys = KeyStore.getInstance("PKCS12");
                keys.load(null, null);
                keys.setKeyEntry("own", key, new char[0], chain.toArray(X509Certificate[]::new));
                KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
                keyManagers.init(keys, new char[0]);
                KeyStore authorities = KeyStore.getInstance("PKCS12");
                authorities.load(null, null);
                authorities.setCertificateEntry("trusted", trusted.certificate());
                TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
                trustManagers.init(authorities);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
                return context;
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** An authority, if the certificate is one's. */
        public TestAuthority asAuthority() {
            return new TestAuthority(this);
        }
    }

    public X509Certificate certificate() {
        return own.certificate;
    }

    /** The authority's own certificate and key, as if it were a server's. */
    public Issued own() {
        return own;
    }

    /** Writes the authorities' certificates to one file. */
    public static void write(Path file, TestAuthority... authorities) {
        write(
                file,
                pem(Arrays.stream(authorities).map(TestAuthority::certificate).toList()));
    }

    /** A certificate that can be changed before it is issued: an EC key, valid for a year from an hour ago on. */
    public Request certificate(String commonName) {
        return new Request(this, commonName);
    }

    /** A certificate of a server on this machine. */
    public Request server() {
        return certificate("server").dns("localhost").ip("127.0.0.1").ip("::1");
    }

    /** What is to be issued. */
    public static final class Request {
        private final TestAuthority issuer;
        private final List<byte[]> alternatives = new ArrayList<>();
        private byte[] subject;
        private String keyKind = "EC";
        private Instant from = Instant.now().minusSeconds(3600);
        private Instant to = Instant.now().plus(YEAR);
        private boolean authority;
        private boolean anyUse;
        private byte[] alternativeNames;

        private Request(TestAuthority issuer, String commonName) {
            this.issuer = issuer;
            subject = Der.sequence(commonNamePart(commonName));
        }

        private static byte[] commonNamePart(String name) {
            return Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(name)));
        }

        /** Common names instead of the one, the most general first. */
        public Request commonNames(String... names) {
            subject = Der.sequence(
                    Arrays.stream(names).map(Request::commonNamePart).toArray(byte[][]::new));
            return this;
        }

        public Request uri(String uri) {
            alternatives.add(Der.tagged(0x86, uri.getBytes(StandardCharsets.US_ASCII)));
            return this;
        }

        public Request dns(String name) {
            alternatives.add(Der.tagged(0x82, name.getBytes(StandardCharsets.US_ASCII)));
            return this;
        }

        public Request ip(String literal) {
            try {
                alternatives.add(Der.tagged(0x87, InetAddress.getByName(literal).getAddress()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        /** The bytes of the extension for alternative names, whatever they are. */
        public Request alternativeNames(byte[] bytes) {
            alternativeNames = bytes;
            return this;
        }

        /** RSA, EC or Ed25519. */
        public Request key(String kind) {
            keyKind = kind;
            return this;
        }

        public Request valid(Instant first, Instant last) {
            from = first;
            to = last;
            return this;
        }

        /** Without the extension that says what the key may be used for. */
        public Request forAnyUse() {
            anyUse = true;
            return this;
        }

        /** One that may issue certificates. */
        public Request authority() {
            authority = true;
            return this;
        }

        public Issued issue() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(keyKind);
                switch (keyKind) {
                    case "RSA" -> generator.initialize(2048);
                    case "EC" -> generator.initialize(256);
                    default -> {}
                }
                return issue(generator.generateKeyPair());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** For a key that there is. */
        public Issued issue(KeyPair pair) throws GeneralSecurityException {
            PrivateKey signer = issuer == null ? pair.getPrivate() : issuer.own.key;
            byte[] algorithm = algorithm(signer);
            byte[] content = Der.sequence(
                    Der.tagged(0xa0, Der.integer(BigInteger.TWO)),
                    Der.integer(new BigInteger(127, new SecureRandom()).add(BigInteger.ONE)),
                    algorithm,
                    issuer == null
                            ? subject
                            : issuer.certificate().getSubjectX500Principal().getEncoded(),
                    Der.sequence(Der.time(from), Der.time(to)),
                    subject,
                    pair.getPublic().getEncoded(),
                    Der.tagged(0xa3, extensions()));
            Signature signature = Signature.getInstance(signatureName(signer));
            signature.initSign(signer);
            signature.update(content);
            byte[] encoded = Der.sequence(content, algorithm, Der.bits(0, signature.sign()));
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
            List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
            if (issuer != null && issuer.own.chain.size() > 0) {
                issuer.own.chain.stream().filter(one -> !isRoot(one)).forEach(chain::add);
            }
            return new Issued(certificate, pair.getPrivate(), List.copyOf(chain));
        }

        private static boolean isRoot(X509Certificate certificate) {
            return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
        }

        private byte[] extensions() {
            List<byte[]> all = new ArrayList<>();
            if (authority) {
                all.add(Der.sequence(Der.oid("2.5.29.19"), Der.bool(true), Der.octets(Der.sequence(Der.bool(true)))));
            } else if (!anyUse) {
                all.add(Der.sequence(
                        Der.oid("2.5.29.15"), Der.bool(true), Der.octets(Der.bits(7, new byte[] {(byte) 0x80}))));
            }
            byte[] names = alternativeNames != null
                    ? alternativeNames
                    : alternatives.isEmpty() ? null : Der.sequence(alternatives.toArray(byte[][]::new));
            if (names != null) {
                all.add(Der.sequence(Der.oid("2.5.29.17"), Der.octets(names)));
            }
            return Der.sequence(all.toArray(byte[][]::new));
        }

        private static String signatureName(PrivateKey key) {
            return switch (key.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> "Ed25519";
            };
        }

        private static byte[] algorithm(PrivateKey key) {
            return switch (key.getAlgorithm()) {
                case "RSA" -> Der.sequence(Der.oid("1.2.840.113549.1.1.11"), Der.tagged(0x05));
                case "EC" -> Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
                default -> Der.sequence(Der.oid("1.3.101.112"));
            };
        }
    }

    static String pem(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate certificate : certificates) {
                text.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    static String pem(String label, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
