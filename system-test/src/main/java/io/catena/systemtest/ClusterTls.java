package io.catena.systemtest;

import io.catena.client.CatenaClient;
import io.catena.client.CatenaClientBuilder;
import io.catena.client.ClusterAdmin;
import io.catena.client.ServerAccess;
import io.catena.client.ServerAddress;
import io.catena.tls.RenewedTls;
import io.catena.tls.TestAuthority;
import io.catena.tls.TlsFiles;
import io.catena.tls.TlsFilesException;
import io.catena.tls.TlsMaterial;
import io.catena.tls.TlsRenewal;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * TLS on every connection, by certificates of an authority of its own. The client is the principal {@value #CLIENT}, and clients
 * that ask for more than their share are {@value #GREEDY}; {@link #grant} gives both all keys.
 */
public final class ClusterTls implements ClusterSecurity, AutoCloseable {
    public static final String CLIENT = "client";
    public static final String GREEDY = "greedy";
    private static final int CALL_MILLIS = 10_000;

    private final TestAuthority authority = TestAuthority.named("authority of the test");
    private final Path folder;
    private final Path authorities;
    private final ServerAccess operator;
    private final TlsFiles client;
    private final RenewedTls clientTls;
    private final TlsMaterial greedy;

    /** @param folder for the certificates; exists */
    public ClusterTls(Path folder) {
        this.folder = folder.toAbsolutePath();
        this.authorities = this.folder.resolve("trusted.crt");
        TestAuthority.write(authorities, authority);
        this.operator = ServerAccess.open(files("operator", user("x").uri("catena:operator:test")), null);
        this.client = files(CLIENT, user(CLIENT));
        try {
            this.clientTls = RenewedTls.open(client, new Unheard());
            this.greedy = TlsMaterial.load(files(GREEDY, user(GREEDY)));
        } catch (TlsFilesException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What becomes of new files shows in the calls that are made with them. */
    private static final class Unheard implements TlsRenewal.Listener {
        @Override
        public void accepted(TlsMaterial material) {
            // The next connection shows it.
        }

        @Override
        public void refused(TlsFilesException problem) {
            // Connections go on with the old one.
        }
    }

    public TestAuthority authority() {
        return authority;
    }

    private TestAuthority.Request user(String name) {
        return authority.certificate(name).forAnyUse();
    }

    /** Certificate and key in files of this name. */
    public TlsFiles files(String name, TestAuthority.Request request) {
        TestAuthority.Issued issued = request.issue();
        Path certificate = folder.resolve(name + ".crt");
        Path key = folder.resolve(name + ".key");
        issued.certificateTo(certificate);
        issued.keyTo(key);
        return new TlsFiles(certificate, key, authorities);
    }

    /** A request for the certificate of a node. */
    public static TestAuthority.Request node(TestAuthority by, String nodeId, String host) {
        TestAuthority.Request request = by.certificate(nodeId)
                .uri("catena:node:" + nodeId)
                .dns("localhost")
                .ip("127.0.0.1");
        return (host.equals("127.0.0.1") ? request : request.ip(host)).forAnyUse();
    }

    @Override
    public List<String> nodeOptions(String nodeId, Place place, Path nodeFolder) {
        TlsFiles files = files("node-" + nodeId, node(authority, nodeId, place.host()));
        return List.of(
                "--tls-cert",
                files.certificate().toString(),
                "--tls-key",
                files.key().toString(),
                "--tls-ca",
                authorities.toString());
    }

    @Override
    public ServerAccess operator() {
        return operator;
    }

    @Override
    public CatenaClientBuilder client() {
        return CatenaClient.builder().tls(client);
    }

    @Override
    public Socket connect(String host, int port, int timeoutMillis) throws IOException {
        return connect(clientTls.current(), host, port, timeoutMillis);
    }

    @Override
    public Optional<TlsMaterial> greedy() {
        return Optional.of(greedy);
    }

    /** A connection that shows this certificate. */
    public static Socket connect(TlsMaterial material, String host, int port, int timeoutMillis) throws IOException {
        return connect(material.context(), material.clientParameters(), host, port, timeoutMillis);
    }

    /** A connection of this context, after its handshake. */
    public static Socket connect(SSLContext context, SSLParameters parameters, String host, int port, int timeoutMillis)
            throws IOException {
        return secured(ClusterSecurity.plain(host, port, timeoutMillis), context, parameters, host, port);
    }

    /** What shows this certificate on a connection on which nothing was said; closes the connection if that fails. */
    static Socket secured(Socket plain, TlsMaterial material, String host, int port) throws IOException {
        return secured(plain, material.context(), material.clientParameters(), host, port);
    }

    private static Socket secured(Socket plain, SSLContext context, SSLParameters parameters, String host, int port)
            throws IOException {
        try {
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static String all(String principal) {
        return "{\"principal\": \"" + principal + "\", \"allow\": [\"read\", \"write\"], \"prefix\": \"\"}";
    }

    /** Gives all keys to the clients, and whatever else the grants say. */
    public void grant(NodeProcess node, String... moreGrants) {
        StringBuilder grants = new StringBuilder(all(CLIENT) + ", " + all(GREEDY));
        for (String grant : moreGrants) {
            grants.append(", ").append(grant);
        }
        new ClusterAdmin(List.of(new ServerAddress(node.place().host(), node.port())), operator)
                .changeAccess("{\"grants\": [" + grants + "]}", -1, node.adminToken(), CALL_MILLIS);
    }

    @Override
    public void close() {
        operator.close();
        clientTls.close();
    }
}
