package io.catena.server.node.security;

import io.catena.server.coordination.client.ZooKeeperTls;
import io.catena.server.storage.files.DurableFiles;
import io.catena.tls.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedKeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates for the connection to ZooKeeper, whose client takes them from files alone, and key and certificate from
 * one: so they are written to a directory of this process, for its owner alone, whenever they have changed. They are deleted
 * at the end. Thread-safe.
 */
public final class ZooKeeperStores implements ZooKeeperTls, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperStores.class);
    /** Those that ZooKeeper's client can read. */
    private static final Set<String> ALGORITHMS = Set.of("RSA", "EC");

    private final Supplier<TlsMaterial> material;
    private final Path keyStore;
    private final Path trustStore;
    private TlsMaterial written;

    private ZooKeeperStores(Supplier<TlsMaterial> material, Path directory) {
        this.material = material;
        this.keyStore = directory.resolve("zookeeper-key.pem");
        this.trustStore = directory.resolve("zookeeper-authorities.pem");
    }

    /**
     * Writes nothing yet.
     *
     * @param material the present one
     * @param directory exists, and is its owner's alone
     */
    public static ZooKeeperStores open(Supplier<TlsMaterial> material, Path directory)
            throws NodeSecurity.UnusableException {
        String algorithm = material.get().chain().get(0).getPublicKey().getAlgorithm();
        if (!ALGORITHMS.contains(algorithm)) {
            throw new NodeSecurity.UnusableException(
                    "--zookeeper-tls: ZooKeeper's client reads RSA and EC keys alone, and the key of --tls-key is"
                            + " of " + algorithm + "; make one of these (scripts/certificates does)",
                    null);
        }
        return new ZooKeeperStores(material, directory);
    }

    @Override
    public Path keyStore() {
        write();
        return keyStore;
    }

    @Override
    public Path trustStore() {
        write();
        return trustStore;
    }

    @Override
    public TlsMaterial material() {
        return material.get();
    }

    private synchronized void write() {
        TlsMaterial present = material.get();
        if (present == written) {
            return;
        }
        try {
            DurableFiles.replace(
                    trustStore, certificates(List.of(present.trustManager().getAcceptedIssuers())));
            DurableFiles.replace(keyStore, keyAndChain(present));
            written = present;
        } catch (IOException e) {
            LOG.error("the certificates for the connection to ZooKeeper cannot be written: {}", e.toString());
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] keyAndChain(TlsMaterial present) {
        X509ExtendedKeyManager own = present.keyManager().orElseThrow();
        String algorithm = present.chain().get(0).getPublicKey().getAlgorithm();
        String alias = own.getClientAliases(algorithm, null)[0];
        String key = pem("PRIVATE KEY", own.getPrivateKey(alias).getEncoded());
        return (key + new String(certificates(present.chain()), StandardCharsets.US_ASCII))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] certificates(List<X509Certificate> certificates) {
        List<String> blocks = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            try {
                blocks.add(pem("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate that was read can be written", e);
            }
        }
        return String.join("", blocks).getBytes(StandardCharsets.US_ASCII);
    }

    private static String pem(String label, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    @Override
    public synchronized void close() throws IOException {
        Files.deleteIfExists(keyStore);
        Files.deleteIfExists(trustStore);
    }
}
