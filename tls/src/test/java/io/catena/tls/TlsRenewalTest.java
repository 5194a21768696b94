package io.catena.tls;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import io.catena.tls.TestAuthority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** When new files are taken, and when they are told as bad. Each look is a second after the one before. */
public class TlsRenewalTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final TestAuthority authority = TestAuthority.named("authority");
    private final List<X509Certificate> accepted = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final Issued first = authority.server().issue();
    private final Issued second = authority.server().issue();
    private Path certificate;
    private Path key;
    private Path authorities;
    private TlsRenewal renewal;
    private long nowNanos = Long.MAX_VALUE - 3_000_000_000L;

    private final TlsRenewal.Listener listener = new TlsRenewal.Listener() {
        @Override
        public void accepted(TlsMaterial material) {
            assertSame(material, renewal.current());
            accepted.add(material.chain().get(0));
        }

        @Override
        public void refused(TlsFilesException problem) {
            refused.add(problem.getMessage());
        }
    };

    @Before
    public void begin() throws Exception {
        Path root = folder.getRoot().toPath();
        certificate = root.resolve("tls.crt");
        key = root.resolve("tls.key");
        authorities = root.resolve("ca.crt");
        first.certificateTo(certificate).keyTo(key);
        TestAuthority.write(authorities, authority);
        renewal = TlsRenewal.begin(new TlsFiles(certificate, key, authorities), listener);
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            nowNanos += 1_000_000_000L;
            renewal.look(nowNanos);
        }
    }

    private void assertStays(Issued issued) {
        assertEquals(issued.certificate(), renewal.current().chain().get(0));
    }

    @Test
    public void withoutAChangeNothingHappens() {
        TlsMaterial before = renewal.current();
        look(20);
        assertSame(before, renewal.current());
        assertEquals(List.of(), accepted);
        assertEquals(List.of(), refused);
    }

    @Test
    public void newFilesAreTakenWhenTwoLooksHaveSeenThem() {
        TlsMaterial before = renewal.current();
        second.certificateTo(certificate).keyTo(key);
        look(1);
        assertStays(first);
        look(1);
        assertStays(second);
        assertEquals(List.of(second.certificate()), accepted);
        assertNotSame(before.context(), renewal.current().context());
        look(20);
        assertEquals(1, accepted.size());
        assertEquals(List.of(), refused);
    }

    @Test
    public void aPairIsTakenOnlyWhole() {
        second.certificateTo(certificate);
        look(3);
        assertStays(first);
        second.keyTo(key);
        look(2);
        assertStays(second);
        assertEquals(List.of(), refused);
    }

    @Test
    public void aHalfWrittenFileIsNotTakenEvenIfTheHalfMakesSense() throws IOException {
        TestAuthority other = TestAuthority.named("other");
        TestAuthority.write(authorities, other, authority);
        String both = Files.readString(authorities);
        TestAuthority.write(authorities, authority);
        look(2);
        Files.writeString(authorities, both.substring(0, both.length() / 2));
        look(1);
        TestAuthority.write(authorities, other);
        look(1);
        Files.writeString(authorities, both);
        assertEquals(authority.certificate(), renewal.current().trustManager().getAcceptedIssuers()[0]);
        look(2);
        assertEquals(2, renewal.current().trustManager().getAcceptedIssuers().length);
        assertEquals(1, accepted.size());
        assertEquals(List.of(), refused);
    }

    @Test
    public void linksThatAreSwappedAreFollowed() throws IOException {
        Path root = folder.getRoot().toPath();
        for (Issued issued : List.of(first, second)) {
            Path version = Files.createDirectory(root.resolve(issued == first ? "v1" : "v2"));
            issued.certificateTo(version.resolve("tls.crt")).keyTo(version.resolve("tls.key"));
            TestAuthority.write(version.resolve("ca.crt"), authority);
        }
        // As Kubernetes does it: the files are links into ..data, which is a link that is renamed into its place.
        Path data = Files.createSymbolicLink(root.resolve("..data"), Path.of("v1"));
        for (Path file : List.of(certificate, key, authorities)) {
            Files.delete(file);
            Files.createSymbolicLink(file, Path.of("..data").resolve(file.getFileName()));
        }
        look(2);
        assertEquals("the contents are the same", List.of(), accepted);
        Path next = Files.createSymbolicLink(root.resolve("..next"), Path.of("v2"));
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
        look(2);
        assertStays(second);
        assertEquals(List.of(), refused);
    }

    @Test
    public void badFilesAreToldOnceWhenTheyStayBadAndTheOldOnesStay() throws IOException {
        second.certificateTo(certificate);
        look(TlsRenewal.PATIENCE_SECONDS);
        assertEquals(List.of(), refused);
        assertEquals(Optional.empty(), renewal.refusal());
        look(1);
        assertEquals(1, refused.size());
        assertTrue(refused.get(0), refused.get(0).contains("not that of the certificate"));
        assertTrue(renewal.refusal().isPresent());
        look(50);
        assertEquals(1, refused.size());
        assertStays(first);
        Files.delete(key);
        look(10);
        assertEquals(2, refused.size());
        assertTrue(refused.get(1), refused.get(1).contains("no such file"));
        assertStays(first);
        second.keyTo(key);
        look(2);
        assertStays(second);
        assertEquals(Optional.empty(), renewal.refusal());
        assertEquals(2, refused.size());
    }

    @Test
    public void badFilesThatKeepChangingAreToldAsWell() {
        for (int i = 0; i < 3 * (TlsRenewal.PATIENCE_SECONDS + 1); i++) {
            authority.server().issue().certificateTo(certificate);
            look(1);
        }
        assertEquals(3, refused.size());
    }

    @Test
    public void theOldFilesAgainEndARefusal() {
        second.certificateTo(certificate);
        look(10);
        assertTrue(renewal.refusal().isPresent());
        first.certificateTo(certificate);
        look(1);
        assertEquals(Optional.empty(), renewal.refusal());
        assertEquals(List.of(), accepted);
        second.certificateTo(certificate);
        look(10);
        assertEquals("the same bad files, put there again, are told again", 2, refused.size());
    }

    @Test
    public void patienceBeginsAnewWithEachFault() {
        second.certificateTo(certificate);
        look(TlsRenewal.PATIENCE_SECONDS);
        first.certificateTo(certificate);
        look(1);
        second.certificateTo(certificate);
        look(TlsRenewal.PATIENCE_SECONDS);
        assertEquals(List.of(), refused);
        look(5);
        authority.server().issue().certificateTo(certificate);
        look(1);
        second.certificateTo(certificate);
        look(TlsRenewal.PATIENCE_SECONDS + 5);
        authority.server().issue().certificateTo(certificate);
        look(TlsRenewal.PATIENCE_SECONDS);
        assertEquals(1, refused.size());
    }

    @Test
    public void anExpiredNewOneIsRefused() {
        Instant now = Instant.now();
        authority
                .server()
                .valid(now.minusSeconds(60), now.minusSeconds(1))
                .issue()
                .certificateTo(certificate)
                .keyTo(key);
        look(10);
        assertEquals(1, refused.size());
        assertTrue(refused.get(0), refused.get(0).contains("expired"));
        assertStays(first);
    }

    @Test
    public void aCertificateThatIsNotValidYetIsTakenWhenItIs() throws Exception {
        Instant[] time = {Instant.now()};
        renewal = TlsRenewal.begin(new TlsFiles(certificate, key, authorities), listener, () -> time[0]);
        Issued later = authority
                .server()
                .valid(time[0].plusSeconds(60), time[0].plusSeconds(7200))
                .issue()
                .certificateTo(certificate)
                .keyTo(key);
        look(10);
        assertEquals(1, refused.size());
        time[0] = time[0].plusSeconds(61);
        look(1);
        assertStays(later);
        assertEquals(Optional.empty(), renewal.refusal());
    }

    @Test
    public void theWrongAuthoritiesAreRefused() throws IOException {
        TestAuthority.write(authorities, TestAuthority.pem(List.of(first.certificate())));
        look(10);
        assertEquals(1, refused.size());
        byte[] whole = TestAuthority.pem(List.of(authority.certificate())).getBytes();
        Files.write(authorities, Arrays.copyOf(whole, whole.length / 2));
        look(10);
        assertEquals(2, refused.size());
        assertFalse(Arrays.asList(renewal.current().trustManager().getAcceptedIssuers())
                .isEmpty());
        assertStays(first);
    }
}
