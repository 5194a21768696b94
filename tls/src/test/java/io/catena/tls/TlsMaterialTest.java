package io.catena.tls;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.tls.TestAuthority.Issued;
import io.catena.tls.TestAuthority.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is taken as certificate, key and authorities, and with which words the rest is refused. */
public class TlsMaterialTest {
    private static final Instant NOW = Instant.now();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final TestAuthority authority = TestAuthority.named("authority");
    private Path certificate;
    private Path key;
    private Path authorities;

    @Before
    public void writeFiles() {
        certificate = folder.getRoot().toPath().resolve("tls.crt");
        key = folder.getRoot().toPath().resolve("tls.key");
        authorities = folder.getRoot().toPath().resolve("ca.crt");
        authority.server().issue().certificateTo(certificate).keyTo(key);
        TestAuthority.write(authorities, authority);
    }

    private TlsMaterial load() throws TlsFilesException {
        return TlsMaterial.load(new TlsFiles(certificate, key, authorities));
    }

    private void assertRefused(Path blamed, String... words) {
        TlsFilesException e = assertThrows(TlsFilesException.class, this::load);
        assertTrue(e.getMessage(), e.getMessage().startsWith(blamed + ": "));
        for (String word : words) {
            assertTrue(e.getMessage(), e.getMessage().contains(word));
        }
    }

    private static byte[] issuedKey(Issued issued) {
        return issued.key().getEncoded();
    }

    @Test
    public void takesAllKindsOfKeys() throws Exception {
        for (String kind : new String[] {"RSA", "EC", "Ed25519"}) {
            authority.server().key(kind).issue().certificateTo(certificate).keyTo(key);
            TlsMaterial made = load();
            assertEquals(1, made.chain().size());
            assertTrue(made.keyManager().isPresent());
            assertEquals(List.of(), made.warnings());
        }
    }

    @Test
    public void aClientNeedsNoCertificate() throws Exception {
        TlsMaterial made = TlsMaterial.load(TlsFiles.authoritiesOnly(authorities));
        assertEquals(Optional.empty(), made.keyManager());
        assertEquals(Optional.empty(), made.expiry());
        assertEquals(List.of(), made.chain());
    }

    @Test
    public void aCertificateNeedsItsKeyAndAKeyItsCertificate() {
        Path both = key;
        key = null;
        assertRefused(certificate, "no private key is named", "name its key");
        key = both;
        certificate = null;
        assertRefused(key, "no certificate is named", "name its certificate");
    }

    @Test
    public void aFileThatIsMissingOrNoFileIsNamed() throws IOException {
        Files.delete(key);
        assertRefused(key, "no such file");
        Files.createDirectory(key);
        assertRefused(key, "no regular file");
    }

    @Test
    public void aFileIsReadUpToABound() throws IOException {
        Files.write(authorities, new byte[TlsContents.MAX_FILE_BYTES + 1]);
        assertRefused(authorities, "longer than 1048576 bytes");
    }

    @Test
    public void aFileThatIsCutOffAnywhereIsRefused() throws IOException {
        for (Path file : List.of(certificate, key, authorities)) {
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length - 1; length += 7) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertRefused(file);
            }
            Files.write(file, whole);
        }
    }

    @Test
    public void aFileInAnotherFormatIsRefused() throws Exception {
        Files.write(certificate, authority.certificate().getEncoded());
        assertRefused(certificate, "nothing in PEM format", "openssl x509 -inform DER");
    }

    @Test
    public void whatIsNoBase64IsRefusedAndNotQuoted() throws IOException {
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nsecret!secret\n-----END PRIVATE KEY-----\n");
        assertRefused(key, "block 1 is no base64");
        assertFalse(
                assertThrows(TlsFilesException.class, this::load).getMessage().contains("secret"));
    }

    @Test
    public void noMessageHoldsAPartOfAKey() throws IOException {
        String line = Files.readAllLines(key).get(1);
        for (String text : List.of(
                line,
                "-----BEGIN " + line + "-----\n",
                "-----BEGIN PRIVATE KEY-----\n" + line,
                "-----BEGIN PRIVATE KEY-----\n-----END " + line + "-----\n")) {
            Files.writeString(key, text);
            TlsFilesException e = assertThrows(TlsFilesException.class, this::load);
            assertFalse(e.getMessage(), e.getMessage().contains(line));
        }
    }

    @Test
    public void keysInOtherFormatsAreRefusedWithTheCommandThatConvertsThem() {
        for (String label : new String[] {"RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY"}) {
            TestAuthority.write(key, TestAuthority.pem(label, new byte[100]));
            assertRefused(key, "not in PKCS#8 format", "openssl pkcs8 -topk8 -nocrypt -in " + key);
        }
    }

    @Test
    public void encryptedKeysAreRefusedWithTheCommandThatDecryptsThem() {
        TestAuthority.write(key, TestAuthority.pem("ENCRYPTED PRIVATE KEY", new byte[100]));
        assertRefused(key, "is encrypted", "openssl pkcs8 -topk8 -nocrypt -in " + key);
        TestAuthority.write(
                key,
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n"
                        + "-----END RSA PRIVATE KEY-----\n");
        assertRefused(key, "is encrypted", "openssl pkcs8 -topk8 -nocrypt -in " + key);
    }

    @Test
    public void textAndOtherBlocksAroundTheKeyArePassedOver() throws Exception {
        TestAuthority.write(
                key,
                "a note: it stands outside\n"
                        + TestAuthority.pem("EC PARAMETERS", new byte[10])
                        + Files.readString(key)
                        + Files.readString(certificate));
        load();
    }

    @Test
    public void noneOrSeveralKeysAreRefused() throws Exception {
        String one = Files.readString(key);
        TestAuthority.write(key, one + one);
        assertRefused(key, "2 private keys");
        TestAuthority.write(key, Files.readString(certificate));
        assertRefused(key, "no private key");
    }

    @Test
    public void aDamagedKeyIsRefused() {
        byte[] damaged = issuedKey(authority.server().issue());
        Arrays.fill(damaged, 4, 20, (byte) 0);
        TestAuthority.write(key, TestAuthority.pem("PRIVATE KEY", damaged));
        assertRefused(key, "damaged, or none of RSA, EC, Ed25519");
    }

    @Test
    public void aKeyThatDoesNotFitTheCertificateIsRefused() {
        for (String kind : new String[] {"RSA", "EC", "Ed25519"}) {
            authority.server().key(kind).issue().keyTo(key);
            assertRefused(key, "not that of the certificate in " + certificate);
        }
    }

    @Test
    public void aFileWithoutACertificateIsRefused() throws Exception {
        TestAuthority.write(certificate, Files.readString(key));
        assertRefused(certificate, "holds no certificate");
    }

    @Test
    public void aDamagedCertificateIsRefused() {
        TestAuthority.write(certificate, TestAuthority.pem("CERTIFICATE", new byte[50]));
        assertRefused(certificate, "certificate 1 is damaged");
    }

    @Test
    public void anExpiredCertificateIsRefused() {
        Instant end = NOW.minusSeconds(60);
        authority
                .server()
                .valid(NOW.minusSeconds(3600), end)
                .issue()
                .certificateTo(certificate)
                .keyTo(key);
        assertRefused(certificate, "certificate 1 expired at " + Instant.ofEpochSecond(end.getEpochSecond()), "renew");
    }

    @Test
    public void aCertificateOfTheFutureIsRefused() {
        authority
                .server()
                .valid(NOW.plusSeconds(60), NOW.plusSeconds(3600))
                .issue()
                .certificateTo(certificate)
                .keyTo(key);
        assertRefused(certificate, "not valid before", "check the clock");
    }

    @Test
    public void theWholeChainIsToBeValidAndTheFirstToEndEndsIt() throws Exception {
        Instant end = Instant.ofEpochSecond(NOW.plusSeconds(600).getEpochSecond());
        TestAuthority between = authority
                .certificate("between")
                .authority()
                .valid(NOW.minusSeconds(60), end)
                .issue()
                .asAuthority();
        between.server().issue().certificateTo(certificate).keyTo(key);
        assertEquals(2, load().chain().size());
        assertEquals(Optional.of(end), load().expiry());
        authority
                .certificate("between")
                .authority()
                .valid(NOW.minusSeconds(60), NOW.minusSeconds(1))
                .issue()
                .asAuthority()
                .server()
                .issue()
                .certificateTo(certificate)
                .keyTo(key);
        assertRefused(certificate, "certificate 2 expired");
    }

    @Test
    public void aChainThatIsOutOfOrderIsRefused() {
        Issued server = authority
                .certificate("between")
                .authority()
                .issue()
                .asAuthority()
                .server()
                .issue()
                .keyTo(key);
        X509Certificate first = server.chain().get(0);
        X509Certificate between = server.chain().get(1);
        TestAuthority.write(certificate, TestAuthority.pem(List.of(between, first)));
        assertRefused(certificate, "the certificate of the key is not the first", "behind each its issuer");
        TestAuthority.write(certificate, TestAuthority.pem(List.of(first, authority.certificate(), between)));
        assertRefused(certificate, "certificate 1 is not issued by the one behind it");
    }

    @Test
    public void anIssuerOfTheSameNameWithAnotherKeyIsNoIssuer() {
        Issued server = authority.server().issue().keyTo(key);
        X509Certificate namesake = TestAuthority.named("authority").certificate();
        TestAuthority.write(certificate, TestAuthority.pem(List.of(server.certificate(), namesake)));
        assertRefused(certificate, "certificate 1 is not issued by the one behind it");
    }

    @Test
    public void withoutAnAuthorityThatMayIssueTheFileIsRefused() {
        for (Request request : List.of(authority.server(), authority.server().forAnyUse())) {
            TestAuthority.write(
                    authorities, TestAuthority.pem(List.of(request.issue().certificate())));
            assertRefused(authorities, "certificate 1 is no authority");
        }
    }

    @Test
    public void withoutAValidAuthorityTheFileIsRefused() {
        TestAuthority.write(authorities, expired(NOW.minusSeconds(60)));
        assertRefused(authorities, "certificate 1 expired at");
        TestAuthority.write(
                authorities,
                authority
                        .certificate("later")
                        .authority()
                        .valid(NOW.plusSeconds(3600), NOW.plusSeconds(7200))
                        .issue()
                        .asAuthority());
        assertRefused(authorities, "no authority is valid yet");
    }

    private TestAuthority expired(Instant end) {
        return authority
                .certificate("old")
                .authority()
                .valid(NOW.minusSeconds(3600), end)
                .issue()
                .asAuthority();
    }

    @Test
    public void anExpiredAuthorityBesideAGoodOneIsNotTrustedAndToldAsAWarning() throws Exception {
        TestAuthority.write(authorities, expired(NOW.minusSeconds(60)), authority);
        TlsMaterial made = load();
        assertEquals(1, made.trustManager().getAcceptedIssuers().length);
        assertEquals(1, made.warnings().size());
        assertTrue(made.warnings().get(0), made.warnings().get(0).startsWith(authorities + ": certificate 1 expired"));
    }

    @Test
    public void anAuthorityIsTrustedUntilItExpiresAndNoLonger() throws Exception {
        TestAuthority ending = expired(NOW.plusSeconds(60));
        TestAuthority.write(authorities, ending, authority);
        Instant[] time = {NOW};
        InstantSource clock = () -> time[0];
        TlsMaterial made = TlsMaterial.of(TlsContents.read(TlsFiles.authoritiesOnly(authorities)), clock);
        X509Certificate[] ofEnding = {ending.server().issue().certificate()};
        made.trustManager().checkServerTrusted(ofEnding, "ECDHE_ECDSA");
        time[0] = NOW.plusSeconds(61);
        assertThrows(CertificateException.class, () -> made.trustManager().checkServerTrusted(ofEnding, "ECDHE_ECDSA"));
        X509Certificate[] ofOther = {authority.server().issue().certificate()};
        made.trustManager().checkServerTrusted(ofOther, "ECDHE_ECDSA");
        time[0] = NOW;
        made.trustManager().checkServerTrusted(ofEnding, "ECDHE_ECDSA");
    }

    @Test
    public void anAuthoritysOwnCertificateIsNotShownForEver() throws Exception {
        TestAuthority other = expired(NOW.plusSeconds(60));
        TestAuthority.write(authorities, other);
        Instant[] time = {NOW};
        InstantSource clock = () -> time[0];
        TlsMaterial made = TlsMaterial.of(TlsContents.read(TlsFiles.authoritiesOnly(authorities)), clock);
        X509Certificate[] own = {other.certificate()};
        made.trustManager().checkServerTrusted(own, "ECDHE_ECDSA");
        time[0] = NOW.plusSeconds(61);
        CertificateException e = assertThrows(
                CertificateException.class, () -> made.trustManager().checkServerTrusted(own, "ECDHE_ECDSA"));
        assertTrue(e.getMessage(), e.getMessage().contains("no authority in " + authorities + " is valid now"));
    }

    @Test
    public void aKeyThatOthersMayReadIsToldAsAWarning() throws Exception {
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(
                List.of(key + ": the private key is open to other users (rw-r-----); chmod go-rwx closes it"),
                load().warnings());
    }

    @Test
    public void onlyTls13And12WithForwardSecrecyAreSpoken() throws Exception {
        TlsMaterial made = load();
        assertEquals(
                List.of("TLSv1.3", "TLSv1.2"), List.of(made.serverParameters().getProtocols()));
        for (String suite : made.clientParameters().getCipherSuites()) {
            assertTrue(suite, suite.startsWith("TLS_ECDHE_") || !suite.contains("_WITH_"));
            assertTrue(suite, suite.contains("GCM") || suite.contains("CHACHA20"));
        }
        assertEquals("HTTPS", made.clientParameters().getEndpointIdentificationAlgorithm());
        assertTrue(made.serverParameters().getWantClientAuth());
        assertFalse(made.serverParameters().getNeedClientAuth());
    }

    @Test
    public void aFingerprintTellsContentsApart() throws Exception {
        String first =
                TlsContents.read(new TlsFiles(certificate, key, authorities)).fingerprint();
        assertEquals(
                first,
                TlsContents.read(new TlsFiles(certificate, key, authorities)).fingerprint());
        TestAuthority.write(key, Files.readString(key) + "\n");
        String second =
                TlsContents.read(new TlsFiles(certificate, key, authorities)).fingerprint();
        assertFalse(first.equals(second));
    }
}
