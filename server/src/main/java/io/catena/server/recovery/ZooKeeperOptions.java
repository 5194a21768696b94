package io.catena.server.recovery;

import io.catena.server.coordination.client.ZooKeeperIdentity;
import io.catena.server.coordination.client.ZooKeeperSecurity;
import io.catena.server.coordination.client.ZooKeeperTls;
import io.catena.server.node.security.NodeSecurity;
import io.catena.server.node.security.ZooKeeperStores;
import io.catena.server.storage.files.FileProblem;
import io.catena.server.storage.files.SecretFile;
import io.catena.tls.TlsFiles;
import io.catena.tls.TlsFilesException;
import io.catena.tls.TlsMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a recovery comes to ZooKeeper: with the options of a node. Its files are deleted by {@link #close}. */
final class ZooKeeperOptions implements AutoCloseable {
    @Option(
            names = "--zookeeper-auth-file",
            description = "The file with USER:PASSWORD that the nodes have, if they have one.")
    private Path authFile;

    @Option(
            names = "--zookeeper-tls",
            description = "Connect to ZooKeeper by TLS, with --tls-cert, --tls-key and --tls-ca of a node.")
    private boolean tls;

    @Option(names = "--tls-cert", description = "The certificate that is shown to ZooKeeper, as PEM.")
    private Path certificate;

    @Option(names = "--tls-key", description = "The private key of --tls-cert, as PEM.")
    private Path key;

    @Option(names = "--tls-ca", description = "The authorities that are trusted, as PEM.")
    private Path authorities;

    private Path directory;
    private ZooKeeperStores stores;

    ZooKeeperSecurity open() throws RecoveryException {
        return new ZooKeeperSecurity(identity(), tls());
    }

    private Optional<ZooKeeperIdentity> identity() throws RecoveryException {
        if (authFile == null) {
            return Optional.empty();
        }
        String name = "--zookeeper-auth-file " + authFile;
        try {
            return Optional.of(
                    ZooKeeperIdentity.of(authFile.toString(), SecretFile.read("--zookeeper-auth-file", authFile)));
        } catch (SecretFile.UnusableException e) {
            throw new RecoveryException(e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new RecoveryException(name + ": " + e.getMessage(), e);
        }
    }

    private Optional<ZooKeeperTls> tls() throws RecoveryException {
        if (!tls) {
            return Optional.empty();
        }
        if (certificate == null || key == null || authorities == null) {
            throw new RecoveryException("--zookeeper-tls needs --tls-cert, --tls-key and --tls-ca", null);
        }
        try {
            TlsMaterial material = TlsMaterial.load(new TlsFiles(certificate, key, authorities));
            // The JDK makes it for its owner alone.
            directory = Files.createTempDirectory("catena-recover-");
            stores = ZooKeeperStores.open(() -> material, directory);
            return Optional.of(stores);
        } catch (TlsFilesException | NodeSecurity.UnusableException e) {
            throw new RecoveryException(e.getMessage(), e);
        } catch (IOException e) {
            throw new RecoveryException("no directory for the certificates: " + FileProblem.of(e), e);
        }
    }

    @Override
    public void close() throws RecoveryException {
        try {
            if (stores != null) {
                stores.close();
            }
            if (directory != null) {
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            throw new RecoveryException(
                    "the certificates in " + directory + " were not deleted: " + FileProblem.of(e), e);
        }
    }
}
