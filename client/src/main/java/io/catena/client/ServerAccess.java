package io.catena.client;

import io.catena.tls.RenewedTls;
import io.catena.tls.TlsFiles;
import io.catena.tls.TlsFilesException;
import io.catena.tls.TlsMaterial;
import io.catena.tls.TlsRenewal;
import java.nio.file.Path;

/**
 * How servers are reached: in plain text, or with TLS; and by what a server can tell who calls: the certificate, or a token.
 * New files are taken without a restart, for connections that are made from then on. If new ones cannot be used, the old ones
 * are used further. The JDK's {@link System.Logger} {@code io.catena.client} says why, and what is to be mended of files that
 * can be used: for instance a key that other users can read. Thread-safe.
 */
public final class ServerAccess implements AutoCloseable {
    private final NameLookup names;
    /** Null: plain text. */
    private final RenewedTls tls;
    /** Null: no token is shown. */
    private final TokenFile token;

    private ServerAccess(NameLookup names, RenewedTls tls, TokenFile token) {
        this.names = names;
        this.tls = tls;
        this.token = token;
    }

    /** Without TLS, and so without saying who calls. */
    public static ServerAccess plainText() {
        return new ServerAccess(NameLookup.bySystem(), null, null);
    }

    /**
     * Reads the files, and looks at them every second until it is closed, on a daemon thread.
     *
     * @param files null: plain text
     * @param tokenFile a file whose text, without the white space around it, is shown to each server; null: none
     * @throws InvalidRequestException if a file cannot be used, or if a token would travel in plain text
     */
    public static ServerAccess open(TlsFiles files, Path tokenFile) {
        return open(files, tokenFile, NameLookup.bySystem());
    }

    static ServerAccess open(TlsFiles files, Path tokenFile, NameLookup names) {
        if (files == null && tokenFile != null) {
            throw new InvalidRequestException(
                    "a token is not sent in plain text, where everybody on the way could read it; name the"
                            + " authorities of the servers' certificates, so that TLS is used");
        }
        TokenFile token = tokenFile == null ? null : TokenFile.open(tokenFile);
        try {
            return new ServerAccess(names, files == null ? null : opened(files), token);
        } catch (TlsFilesException e) {
            throw new InvalidRequestException(e.getMessage());
        }
    }

    private static RenewedTls opened(TlsFiles files) throws TlsFilesException {
        Told told = new Told();
        RenewedTls tls = RenewedTls.open(files, told);
        told.accepted(tls.current());
        return tls;
    }

    /** For a server whose name was looked up before: with this look-up in place of the system's. It is closed with this one. */
    ServerAccess with(NameLookup otherNames) {
        return new ServerAccess(otherNames, tls, token);
    }

    /** One that does not connect yet. */
    Connection newConnection(ServerAddress address) {
        return new Connection(address, this);
    }

    NameLookup names() {
        return names;
    }

    /** Null: plain text. */
    TlsMaterial tls() {
        return tls == null ? null : tls.current();
    }

    /** Null: none is to be shown. */
    String token() {
        return token == null ? null : token.current();
    }

    /** New files are not looked for any more. Connections can still be made. */
    @Override
    public void close() {
        if (tls != null) {
            tls.close();
        }
    }

    /** Says in the log what became of files. */
    private static final class Told implements TlsRenewal.Listener {
        @Override
        public void accepted(TlsMaterial material) {
            material.warnings().forEach(Told::warn);
        }

        @Override
        public void refused(TlsFilesException problem) {
            warn("new TLS files are not used: " + problem.getMessage());
        }

        private static void warn(String message) {
            System.getLogger("io.catena.client").log(System.Logger.Level.WARNING, message);
        }
    }
}
