package io.catena.server.node;

import io.catena.server.node.operators.Admin;
import io.catena.server.storage.files.FileProblem;
import io.catena.server.storage.files.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * The secret that a caller must show to end the node or to change settings, from any host. It is never empty: an empty
 * secret would admit every caller that shows none. Its text appears in no message. Thread-safe.
 */
public final class AdminToken implements Admin.Secret {
    static final int MAX_CHARACTERS = 1024;
    /** Enough for the longest token in the longest UTF-8 characters, and for white space around it. */
    private static final int MAX_FILE_BYTES = 8192;

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
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_FILE_BYTES + 1);
        } catch (IOException e) {
            throw new StartException("--admin-token-file " + file + " cannot be read: " + FileProblem.of(e), e);
        }
        OwnerOnly.check(file);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString()
                    .strip();
            return of(file, text);
        } catch (CharacterCodingException e) {
            throw new StartException("--admin-token-file " + file + " is not UTF-8 text; write a new token into it", e);
        }
    }

    private static AdminToken of(Path file, String text) throws StartException {
        if (text.isBlank()) {
            throw new StartException("--admin-token-file " + file
                    + " is empty, which is no secret; write a token into it, or leave the option out");
        }
        if (text.length() > MAX_CHARACTERS) {
            throw new StartException("--admin-token-file " + file + " holds more than " + MAX_CHARACTERS
                    + " characters; write a shorter token into it");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new StartException("--admin-token-file " + file
                    + " holds more than one line, or control characters; write one line of text into it");
        }
        return new AdminToken(file, text);
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
