package io.catena.server;

import io.catena.server.coordination.client.ZooKeeperIdentity;
import io.catena.server.rpc.HostPort;
import io.catena.server.storage.files.SecretFile;
import io.catena.tls.TlsFiles;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;

/** How a node is protected, from its options. Plain text is taken from this machine alone, unless the operator says so. */
final class SecurityOptions {
    private final List<String> problems;

    /** @param problems receives what is wrong with the options */
    SecurityOptions(List<String> problems) {
        this.problems = problems;
    }

    /** Null for plain text. */
    TlsFiles tls(Path certificate, Path key, Path authorities, Path tokens, String listen, boolean insecureNetwork) {
        boolean some = certificate != null || key != null || authorities != null;
        if (some && (certificate == null || key == null || authorities == null)) {
            problems.add("--tls-cert, --tls-key and --tls-ca belong together: give all three, or none");
            return null;
        }
        if (some && insecureNetwork) {
            problems.add("--insecure-network and --tls-cert exclude each other: leave one of them out");
        }
        if (!some && tokens != null) {
            problems.add("--tokens-file needs --tls-cert: a token that is sent in plain text is no secret");
        }
        if (!some && !insecureNetwork && !isLoopback(listen)) {
            problems.add("--listen " + listen
                    + " is open to other machines, and in plain text whoever reaches the port reads"
                    + " and changes everything: give --tls-cert, --tls-key and --tls-ca (docs/security.md), or say"
                    + " --insecure-network if nobody else is on that network");
        }
        return some ? new TlsFiles(certificate, key, authorities) : null;
    }

    /**
     * Null if everybody may read and write the znodes.
     *
     * @param tls whether the connection to ZooKeeper is by TLS
     */
    ZooKeeperIdentity zooKeeper(Path authFile, boolean tls, Path certificate) {
        if (tls && certificate == null) {
            problems.add("--zookeeper-tls needs --tls-cert, --tls-key and --tls-ca: this node shows that certificate to"
                    + " ZooKeeper");
        }
        try {
            return authFile == null ? null : identity(authFile);
        } catch (SecretFile.UnusableException e) {
            problems.add(e.getMessage());
            return null;
        }
    }

    private ZooKeeperIdentity identity(Path file) throws SecretFile.UnusableException {
        String name = "--zookeeper-auth-file " + file;
        try {
            return ZooKeeperIdentity.of(file.toString(), SecretFile.read("--zookeeper-auth-file", file));
        } catch (IllegalArgumentException e) {
            problems.add(name + ": " + e.getMessage());
            return null;
        }
    }

    /** A name that cannot be resolved is another problem, and told as such. */
    private static boolean isLoopback(String listen) {
        try {
            return InetAddress.getByName(HostPort.parse(listen).host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true;
        }
    }
}
