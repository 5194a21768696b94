package io.catena.server.node;

import io.catena.server.node.operators.Admin;
import io.catena.server.storage.files.SecretFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * The secret that a caller must show to end the node or to change settings, from any host. It is never empty: an empty
 * secret would admit every caller that shows none. Its text appears in no message. Thread-safe.
 */
public final class AdminToken implements Admin.Secret {
    private final Path file;
    private final byte[] secret;

    private AdminToken(Path file, String secret) {
        this.file = file;
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the token from a file, without the white space around it. Logs a warning if other users may read the file.
     *
     * @throws StartException if the file cannot be read or does not contain a token
     */
    public static AdminToken read(Path file) throws StartException {
        try {
            return new AdminToken(file, SecretFile.read("--admin-token-file", file));
        } catch (SecretFile.UnusableException e) {
            throw new StartException(e.getMessage(), e);
        }
    }

    /** Whether the caller showed the secret. The time of the comparison does not depend on how much of it is right. */
    @Override
    public boolean isShownBy(String shown) {
        return MessageDigest.isEqual(secret, shown.strip().getBytes(StandardCharsets.UTF_8));
    }

    /** The token's file: log messages name the token by it. */
    @Override
    public String toString() {
        return file.toString();
    }
}
