import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What keytool cannot do: writes the private key of a PKCS#12 store in PEM format, and tells for which names a certificate was
 * made. The umask decides who may read what is written; the password is in CATENA_KEY_STORE. For scripts/certificates:
 *
 * <pre>
 * java CertificateFiles.java certificate STORE ALIAS OUT.crt
 * java CertificateFiles.java both STORE ALIAS OUT.crt OUT.key
 * java CertificateFiles.java names IN.crt
 * </pre>
 */
public final class CertificateFiles {
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int IP = 7;

    private CertificateFiles() {}

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        List<String> words = List.of(arguments);
        if (words.size() == 4 && words.get(0).equals("certificate")) {
            writeCertificate(store(words.get(1)), words.get(2), Path.of(words.get(3)));
        } else if (words.size() == 5 && words.get(0).equals("both")) {
            KeyStore store = store(words.get(1));
            writeCertificate(store, words.get(2), Path.of(words.get(3)));
            write(
                    Path.of(words.get(4)),
                    "PRIVATE KEY",
                    store.getKey(words.get(2), password()).getEncoded());
        } else if (words.size() == 2 && words.get(0).equals("names")) {
            System.out.println(names(Path.of(words.get(1))));
        } else {
            System.err.println("usage: java CertificateFiles.java certificate|both STORE ALIAS OUT.crt [OUT.key], or names IN.crt");
            System.exit(2);
        }
    }

    private static char[] password() {
        return System.getenv("CATENA_KEY_STORE").toCharArray();
    }

    private static KeyStore store(String file) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(Path.of(file).toFile(), password());
    }

    private static void writeCertificate(KeyStore store, String alias, Path out)
            throws IOException, GeneralSecurityException {
        write(out, "CERTIFICATE", store.getCertificate(alias).getEncoded());
    }

    private static void write(Path out, String label, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(out, "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n");
    }

    /** As keytool takes them. */
    private static String names(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return certificate.getSubjectAlternativeNames().stream()
                    .map(name -> kind((Integer) name.get(0)) + name.get(1))
                    .collect(Collectors.joining(","));
        }
    }

    private static String kind(int number) {
        return switch (number) {
            case DNS -> "dns:";
            case URI -> "uri:";
            case IP -> "ip:";
            default -> throw new IllegalArgumentException("a name of the kind " + number + " is none of scripts/certificates");
        };
    }
}
