package io.catena.tls;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.catena.tls.TestAuthority.Issued;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The thread that looks. */
public class RenewedTlsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final TestAuthority authority = TestAuthority.named("authority");
    private final AtomicInteger accepted = new AtomicInteger();

    private final TlsRenewal.Listener failing = new TlsRenewal.Listener() {
        @Override
        public void accepted(TlsMaterial material) {
            accepted.incrementAndGet();
            throw new IllegalStateException("a listener that fails");
        }

        @Override
        public void refused(TlsFilesException problem) {
            throw new AssertionError(problem);
        }
    };

    @Test
    public void takesNewFilesAlsoAfterTheListenerHasFailed() throws Exception {
        Path root = folder.getRoot().toPath();
        TlsFiles files = new TlsFiles(root.resolve("tls.crt"), root.resolve("tls.key"), root.resolve("ca.crt"));
        authority.server().issue().certificateTo(files.certificate()).keyTo(files.key());
        TestAuthority.write(files.authorities(), authority);
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        AtomicInteger told = new AtomicInteger();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> told.incrementAndGet());
        try (RenewedTls tls = RenewedTls.open(files, failing)) {
            for (int i = 1; i <= 2; i++) {
                Issued next = authority
                        .server()
                        .issue()
                        .certificateTo(files.certificate())
                        .keyTo(files.key());
                Awaitility.await()
                        .dontCatchUncaughtExceptions()
                        .until(() -> tls.current().chain().get(0).equals(next.certificate()));
            }
            Awaitility.await().dontCatchUncaughtExceptions().until(() -> told.get() == 2);
            assertEquals(2, accepted.get());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    public void badFilesAtTheBeginningAreRefusedAtOnce() {
        TlsFiles files = TlsFiles.authoritiesOnly(folder.getRoot().toPath().resolve("none"));
        assertThrows(TlsFilesException.class, () -> RenewedTls.open(files, failing));
    }
}
