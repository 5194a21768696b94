package io.catena.client;

import io.catena.tls.TestAuthority;
import io.catena.tls.TlsFiles;
import java.nio.file.Path;

/**
 * What a client of a test keeps for TLS.
 *
 * @param trusting the authority alone
 * @param ada that and a certificate of the authority for {@code ada}, with its key
 */
record AdaFiles(TlsFiles trusting, TlsFiles ada) {
    static AdaFiles write(Path folder, TestAuthority authority) {
        TlsFiles trusting = TlsFiles.authoritiesOnly(folder.resolve("ca.crt"));
        TlsFiles ada = trusting.withCertificate(folder.resolve("ada.crt"), folder.resolve("ada.key"));
        TestAuthority.write(trusting.authorities(), authority);
        authority.certificate("ada").issue().certificateTo(ada.certificate()).keyTo(ada.key());
        return new AdaFiles(trusting, ada);
    }
}
