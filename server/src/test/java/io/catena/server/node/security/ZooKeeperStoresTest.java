package io.catena.server.node.security;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.tls.TestAuthority;
import io.catena.tls.TlsFiles;
import io.catena.tls.TlsMaterial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ZooKeeperStoresTest {
    private static final TestAuthority AUTHORITY = TestAuthority.named("authority");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private TlsMaterial material;

    private void renew(String algorithm) throws Exception {
        Path root = folder.getRoot().toPath();
        AUTHORITY
                .server()
                .uri("catena:node:n1")
                .key(algorithm)
                .issue()
                .keyTo(root.resolve("tls.key"))
                .certificateTo(root.resolve("tls.crt"));
        TestAuthority.write(root.resolve("trusted.crt"), AUTHORITY);
        material = TlsMaterial.load(
                new TlsFiles(root.resolve("tls.crt"), root.resolve("tls.key"), root.resolve("trusted.crt")));
    }

    @Test
    public void theFilesHoldWhatIsUsedNowForTheirOwnerAloneAndGoAtTheEnd() throws Exception {
        renew("EC");
        Path directory = folder.newFolder().toPath();
        List<Path> files;
        try (ZooKeeperStores stores = ZooKeeperStores.open(() -> material, directory)) {
            files = List.of(stores.keyStore(), stores.trustStore());
            assertSame(stores);
            renew("RSA");
            assertSame(stores);
            for (Path file : files) {
                assertEquals(directory, file.getParent());
                assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
            }
        }
        for (Path file : files) {
            assertFalse(Files.exists(file));
        }
    }

    /** What can be loaded as the node's own files is the same certificate and key. */
    private void assertSame(ZooKeeperStores stores) throws Exception {
        TlsMaterial loaded = TlsMaterial.load(new TlsFiles(stores.keyStore(), stores.keyStore(), stores.trustStore()));
        assertEquals(material.chain(), loaded.chain());
        assertEquals(
                List.of(material.trustManager().getAcceptedIssuers()),
                List.of(loaded.trustManager().getAcceptedIssuers()));
        assertEquals(material, stores.material());
    }

    @Test
    public void aKeyThatZooKeepersClientCannotReadIsRefusedByItsAlgorithm() throws Exception {
        renew("Ed25519");
        NodeSecurity.UnusableException e = assertThrows(
                NodeSecurity.UnusableException.class,
                () -> ZooKeeperStores.open(() -> material, folder.getRoot().toPath()));
        assertTrue(e.getMessage(), e.getMessage().contains("EdDSA"));
    }
}
