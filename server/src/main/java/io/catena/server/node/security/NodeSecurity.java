package io.catena.server.node.security;

import io.catena.server.access.Access;
import io.catena.server.access.AccessRules;
import io.catena.server.access.GrantedAccess;
import io.catena.server.access.Principal;
import io.catena.server.access.Tokens;
import io.catena.server.node.health.Troubles;
import io.catena.server.rpc.ConnectionSecurity;
import io.catena.server.rpc.tls.TlsSecurity;
import io.catena.tls.CertificateName;
import io.catena.tls.RenewedTls;
import io.catena.tls.TlsFiles;
import io.catena.tls.TlsFilesException;
import io.catena.tls.TlsMaterial;
import io.catena.tls.TlsRenewal;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What protects a node: TLS on each connection, callers that are told apart by certificate or token, and the rules for them; or
 * nothing of that, where a node was started without. Thread-safe.
 */
public final class NodeSecurity implements Troubles.Security, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSecurity.class);
    private static final long HANDSHAKE_MILLIS = 5_000;
    /** A certificate that ends so soon is told as a trouble. */
    private static final Duration SOON = Duration.ofDays(7);

    private final RenewedTls tls;
    private final TlsSecurity connections;
    private final TokensFile tokens;
    private final Access access;
    private final boolean insecureNetwork;
    private volatile boolean zooKeeperOpen;
    private volatile Supplier<AccessRules> rules = () -> AccessRules.NONE;

    private NodeSecurity(RenewedTls tls, TokensFile tokens, boolean insecureNetwork) {
        this.insecureNetwork = insecureNetwork;
        this.tls = tls;
        this.tokens = tokens;
        this.connections =
                tls == null ? null : new TlsSecurity(tls::current, NodeSecurity::principal, HANDSHAKE_MILLIS);
        this.access = tls == null ? Access.OPEN : new GrantedAccess(() -> rules.get());
    }

    /** The files cannot be used; the message says which, what is wrong and what to do. */
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Reads the files, and begins to look at them.
     *
     * @param files null for a node that protects nothing
     * @param tokensFile null if nobody bears a token
     * @param insecureNetwork whether the node takes plain text from other machines, as its operator wished
     */
    public static NodeSecurity open(TlsFiles files, Path tokensFile, boolean insecureNetwork) throws UnusableException {
        try {
            RenewedTls tls = files == null ? null : RenewedTls.open(files, new OwnName(files.certificate()));
            if (tls != null) {
                tls.current().warnings().forEach(LOG::warn);
            }
            return new NodeSecurity(tls, tokensFile == null ? null : TokensFile.open(tokensFile), insecureNetwork);
        } catch (TlsFilesException | TokensFile.UnusableException e) {
            throw new UnusableException(e.getMessage(), e);
        }
    }

    /** The id of the node that the certificate names; empty without TLS. */
    public Optional<String> nodeId() {
        return material().flatMap(present -> principal(present.chain().get(0)).nodeId());
    }

    /**
     * Refuses a certificate of another node than that of the data directory.
     *
     * @param stored the id in the data directory; empty if it is new
     */
    public void requireNode(Optional<String> stored) throws UnusableException {
        if (stored.isPresent()
                && nodeId().filter(id -> !stored.get().equals(id)).isPresent()) {
            throw new UnusableException(
                    "the certificate of --tls-cert is for node " + nodeId().get()
                            + ", and the data directory is that of node " + stored.get()
                            + "; give a certificate of node " + stored.get() + ", or another directory",
                    null);
        }
    }

    private static Principal principal(X509Certificate certificate) {
        return CertificateName.of(certificate)
                .filter(Principal::isName)
                .map(Principal::new)
                .orElse(Principal.NOBODY);
    }

    /** From now on the node goes by these. */
    public void goBy(Supplier<AccessRules> newRules) {
        rules = newRules;
    }

    /**
     * Everybody who reaches ZooKeeper may read or write the cluster's znodes. A node that is open itself has nothing to say
     * of that.
     */
    public void zooKeeperIsOpen() {
        zooKeeperOpen = tls != null;
        if (zooKeeperOpen) {
            LOG.warn(
                    "the cluster's znodes are open to everybody who reaches ZooKeeper, which decides who may do what on this"
                            + " node; --zookeeper-auth-file keeps them for the nodes (docs/security.md)");
        }
    }

    public ConnectionSecurity connections() {
        return connections == null ? ConnectionSecurity.PLAIN : connections;
    }

    public Access access() {
        return access;
    }

    public Tokens tokens() {
        return tokens == null ? Tokens.NONE : tokens;
    }

    /** The present certificate, for connections that a thread opens for itself; empty without TLS. */
    public Optional<TlsMaterial> material() {
        return Optional.ofNullable(tls).map(RenewedTls::current);
    }

    /** Whether another end is a node. */
    public static boolean isNode(X509Certificate certificate) {
        return principal(certificate).nodeId().isPresent();
    }

    @Override
    public boolean isInsecureNetwork() {
        return insecureNetwork;
    }

    @Override
    public boolean isZooKeeperOpen() {
        return zooKeeperOpen;
    }

    @Override
    public Optional<String> refusedCertificates() {
        return tls == null ? Optional.empty() : tls.refusal().map(Throwable::getMessage);
    }

    @Override
    public Optional<Instant> endsSoon() {
        return material()
                .flatMap(TlsMaterial::expiry)
                .filter(end -> end.isBefore(Instant.now().plus(SOON)));
    }

    @Override
    public void close() {
        if (tls != null) {
            tls.close();
            connections.close();
        }
        if (tokens != null) {
            tokens.close();
        }
    }

    /** Takes certificates of one node alone, and tells the log what becomes of new files. */
    private static final class OwnName implements TlsRenewal.Listener {
        private final Path certificate;
        private String nodeId;

        OwnName(Path certificate) {
            this.certificate = certificate;
        }

        @Override
        public void check(TlsMaterial candidate) throws TlsFilesException {
            Principal owner = principal(candidate.chain().get(0));
            if (owner.nodeId().isEmpty()) {
                throw new TlsFilesException(
                        certificate,
                        "the certificate is for " + owner,
                        "a node's must be for node:ID (docs/security.md; scripts/certificates makes one)");
            }
            String found = owner.nodeId().get();
            if (nodeId != null && !nodeId.equals(found)) {
                throw new TlsFilesException(
                        certificate,
                        "the certificate is for node " + found + ", and this is node " + nodeId,
                        "put a certificate of node " + nodeId + " there");
            }
            nodeId = found;
        }

        @Override
        public void accepted(TlsMaterial material) {
            LOG.info(
                    "new certificates are in use for new connections; the node's own one ends on {}",
                    material.expiry().orElseThrow());
            material.warnings().forEach(LOG::warn);
        }

        @Override
        public void refused(TlsFilesException problem) {
            LOG.error("certificates cannot be used, and the old ones stay in use: {}", problem.getMessage());
        }
    }
}
