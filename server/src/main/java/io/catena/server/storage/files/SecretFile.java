package io.catena.server.storage.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with one line of text that is a secret: none of it is in any message. */
public final class SecretFile {
    public static final int MAX_CHARACTERS = 1024;
    /** Enough for the longest secret in the longest UTF-8 characters, and for white space around it. */
    private static final int MAX_FILE_BYTES = 8192;

    private SecretFile() {}

    /** The file holds no secret; the message names the file and says what to do. */
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Reads the line, without the white space around it. Logs a warning if other users may read the file.
     *
     * @param option names the file in messages
     */
    public static String read(String option, Path file) throws UnusableException {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_FILE_BYTES + 1);
        } catch (IOException e) {
            throw new UnusableException(option + " " + file + " cannot be read: " + FileProblem.of(e), e);
        }
        OwnerOnly.check(file);
        try {
            return checked(
                    option + " " + file,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(content))
                            .toString()
                            .strip());
        } catch (CharacterCodingException e) {
            throw new UnusableException(option + " " + file + " is not UTF-8 text; write a new one", e);
        }
    }

    private static String checked(String name, String text) throws UnusableException {
        if (text.isBlank()) {
            throw new UnusableException(
                    name + " is empty, which is no secret; write one into it, or leave the option out", null);
        }
        if (text.length() > MAX_CHARACTERS) {
            throw new UnusableException(
                    name + " holds more than " + MAX_CHARACTERS + " characters; write fewer into it", null);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new UnusableException(
                    name + " holds more than one line, or control characters; write one line of text into it", null);
        }
        return text;
    }
}
