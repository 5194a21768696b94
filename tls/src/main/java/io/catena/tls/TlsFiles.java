package io.catena.tls;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the PEM files are. They are read when the material is made, not here.
 *
 * @param certificate the own certificate, and behind it the chain to the authority; null: none is shown
 * @param key the private key of the certificate, PKCS#8 and not encrypted; null without a certificate
 * @param authorities the authorities whose certificates are trusted, and no others
 */
public record TlsFiles(Path certificate, Path key, Path authorities) {
    public TlsFiles {
        Objects.requireNonNull(authorities, "authorities");
    }

    /** The same, with a certificate that is shown. */
    public TlsFiles withCertificate(Path ownCertificate, Path itsKey) {
        return new TlsFiles(ownCertificate, itsKey, authorities);
    }

    /** For a client that shows no certificate. */
    public static TlsFiles authoritiesOnly(Path authorities) {
        return new TlsFiles(null, null, authorities);
    }
}
