package io.catena.systemtest.chaos;

import io.catena.systemtest.ClusterTls;
import io.catena.systemtest.Folders;
import io.catena.systemtest.NodeProcess;
import io.catena.systemtest.NodeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** TLS on all connections of nodes, principals with grants, and znodes that are the nodes' alone; or nothing of it. */
final class Protection implements AutoCloseable {
    /** The name and the password by which nodes are known to ZooKeeper. */
    private static final String SECRET = "catena:a-secret-of-the-nodes";

    /** Null if nothing is protected. */
    private final ClusterTls tls;

    private final Path secretFile;

    private Protection(ClusterTls tls, Path secretFile) {
        this.tls = tls;
        this.secretFile = secretFile;
    }

    static Protection none() {
        return new Protection(null, null);
    }

    /** @param folder for certificates, keys and secrets */
    static Protection in(Path folder) {
        Path secrets = Folders.make(folder.toAbsolutePath());
        Path file = Folders.write(secrets.resolve("zookeeper-auth"), List.of(SECRET));
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Protection(new ClusterTls(secrets), file);
    }

    /** The same nodes, protected. */
    NodeSettings of(NodeSettings nodes) {
        return tls == null
                ? nodes
                : nodes.withSecurity(tls).withOptions("--zookeeper-auth-file", secretFile.toString());
    }

    /** The cluster serves: its clients may read and write all keys. */
    void grant(NodeProcess node) {
        if (tls != null) {
            tls.grant(node);
        }
    }

    /** What whoever may read the nodes' znodes says to ZooKeeper; null if everybody may. */
    String zookeeperSecret() {
        return tls == null ? null : SECRET;
    }

    @Override
    public void close() {
        if (tls != null) {
            tls.close();
        }
    }
}
