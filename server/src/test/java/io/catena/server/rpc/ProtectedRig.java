package io.catena.server.rpc;

import io.catena.server.access.AccessRules;
import io.catena.server.access.AccessRulesText;
import io.catena.server.access.GrantedAccess;
import io.catena.server.access.Principal;
import io.catena.server.access.TokenTable;
import io.catena.server.rpc.tls.TlsSecurity;
import io.catena.tls.CertificateName;
import io.catena.tls.TestAuthority;
import io.catena.tls.TlsFiles;
import io.catena.tls.TlsMaterial;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSocket;
import org.apache.thrift.protocol.TProtocol;
import org.junit.rules.ExternalResource;
import org.junit.rules.RuleChain;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.TestRule;

/**
 * Makes an {@link RpcRig} take TLS alone and tell callers apart, and connects as several principals. {@code writer} has the
 * keys that begin with {@code mine/}, also by {@link #TOKEN}; {@code reader} reads all keys. The test starts the server.
 */
public final class ProtectedRig extends ExternalResource {
    static final String TOKEN = "a token that was given out 1";
    static final ByteBuffer MINE = key("mine/1");
    static final ByteBuffer OTHER = key("other/1");
    public static final long HANDSHAKE_MILLIS = 5_000;

    public final TestAuthority authority = TestAuthority.named("ours");
    final TestAuthority stranger = TestAuthority.named("theirs");
    private final RpcRig rig;
    private final TemporaryFolder folder = new TemporaryFolder();
    /** What the server shows to new connections. */
    public TlsMaterial server;

    private TlsSecurity security;
    private int files;

    private ProtectedRig(RpcRig rig) {
        this.rig = rig;
    }

    public static ProtectedRig of(RpcRig rig) {
        return new ProtectedRig(rig);
    }

    /** The rule of a test, with that of the rig. */
    public TestRule rule() {
        return RuleChain.outerRule(rig).around(folder).around(this);
    }

    static ByteBuffer key(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void before() throws Exception {
        server = material(node(authority, "n1"));
        security = new TlsSecurity(() -> server, ProtectedRig::name, HANDSHAKE_MILLIS);
        rig.protect(security);
        AccessRules rules = AccessRulesText.parse("{\"grants\": ["
                + "{\"principal\": \"writer\", \"allow\": [\"read\", \"write\"], \"prefix\": \"mine/\"},"
                + "{\"principal\": \"reader\", \"allow\": [\"read\"], \"prefix\": \"\"}]}");
        rig.access = new GrantedAccess(() -> rules);
        rig.tokens = TokenTable.parse("writer " + TokenTable.digest(TOKEN));
    }

    @Override
    protected void after() {
        security.close();
    }

    public static Principal name(X509Certificate certificate) {
        return CertificateName.of(certificate).map(Principal::new).orElse(Principal.NOBODY);
    }

    public static TestAuthority.Request node(TestAuthority by, String id) {
        return by.certificate(id)
                .uri("catena:node:" + id)
                .dns("localhost")
                .ip("127.0.0.1")
                .forAnyUse();
    }

    public TlsMaterial material(TestAuthority.Request request) throws Exception {
        return material(request, authority);
    }

    public TlsMaterial material(TestAuthority.Request request, TestAuthority trusted) throws Exception {
        return material(request == null ? null : request.issue(), trusted);
    }

    public TlsMaterial material(TestAuthority.Issued issued, TestAuthority trusted) throws Exception {
        Path at = folder.getRoot().toPath();
        String name = "m" + ++files;
        Path authorities = at.resolve(name + ".ca");
        TestAuthority.write(authorities, trusted);
        if (issued == null) {
            return TlsMaterial.load(TlsFiles.authoritiesOnly(authorities));
        }
        Path certificate = at.resolve(name + ".crt");
        Path key = at.resolve(name + ".key");
        issued.certificateTo(certificate);
        issued.keyTo(key);
        return TlsMaterial.load(new TlsFiles(certificate, key, authorities));
    }

    TProtocol as(TestAuthority.Request request) throws Exception {
        return over(material(request));
    }

    TProtocol over(TlsMaterial material) throws Exception {
        return over(new Socket(), material);
    }

    /** Over a socket that is not connected yet. */
    TProtocol over(Socket plain, TlsMaterial material) throws Exception {
        plain.setSoTimeout(10_000);
        plain.connect(new InetSocketAddress("127.0.0.1", rig.port));
        SSLSocket socket =
                (SSLSocket) material.context().getSocketFactory().createSocket(plain, "127.0.0.1", rig.port, true);
        socket.setSSLParameters(material.clientParameters());
        socket.startHandshake();
        return rig.protocol(socket);
    }

    TProtocol as(String name) throws Exception {
        return as(authority.certificate(name).forAnyUse());
    }
}
