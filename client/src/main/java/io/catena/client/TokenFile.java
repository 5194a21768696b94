package io.catena.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file whose text, without the white space around it, is a token. It is read for each connection, so that it can be
 * replaced; while it cannot be used, the token that was read last is. No message holds the token. Thread-safe.
 */
final class TokenFile {
    private static final int MAX_BYTES = 4096;

    private final Path file;
    private volatile String last;

    private TokenFile(Path file, String first) {
        this.file = file;
        last = first;
    }

    /** @throws InvalidRequestException if it cannot be used */
    static TokenFile open(Path file) {
        return new TokenFile(file, read(file));
    }

    String current() {
        String known = last;
        try {
            known = read(file);
            last = known;
        } catch (InvalidRequestException e) {
            // It may just be in the making.
            return known;
        }
        return known;
    }

    private static String read(Path file) {
        String token = text(file).strip();
        if (token.isEmpty()) {
            throw new InvalidRequestException(file + " is empty; name the file that holds the token");
        }
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new InvalidRequestException(
                    file + " holds no token: a token is one word of ASCII characters; name the file that holds it");
        }
        return token;
    }

    private static String text(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new InvalidRequestException(file + " is no regular file; name the file that holds the token");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new InvalidRequestException(
                        file + " is longer than " + MAX_BYTES + " bytes; name the file that holds the token");
            }
            return new String(content, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InvalidRequestException(file + " cannot be read ("
                    + e.getClass().getSimpleName() + "); name the file that holds the token");
        }
    }
}
