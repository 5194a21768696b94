package io.catena.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who bears which token, as a file says: one line for each, {@code PRINCIPAL SHA256}, the digest of the token in hexadecimal.
 * So whoever reads the file cannot use a token. Empty lines, and lines that begin with {@code #}, say nothing. Immutable.
 */
public final class TokenTable implements Tokens {
    /** The longest token. */
    public static final int MAX_TOKEN_CHARACTERS = 1024;

    /** A token may not be guessed by trying all of a few: it has at least this many characters. */
    public static final int MIN_TOKEN_CHARACTERS = 20;

    private static final int MAX_LINES = 10_000;
    private static final int DIGEST_BYTES = 32;

    private final Map<String, Principal> byDigest;

    private TokenTable(Map<String, Principal> byDigest) {
        this.byDigest = byDigest;
    }

    /** The text cannot be used; the message names the line, and nothing that is in it. */
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }
    }

    public static TokenTable parse(String text) throws UnusableException {
        Map<String, Principal> byDigest = new HashMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (number > MAX_LINES) {
                throw new UnusableException("it has more than " + MAX_LINES + " lines");
            }
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.strip().split("\\s+");
            if (parts.length != 2 || !Principal.isName(parts[0]) || !isDigest(parts[1])) {
                throw new UnusableException(
                        "line " + number + " is not PRINCIPAL SHA256; write the name of a principal and"
                                + " the SHA-256 of its token in hexadecimal ('catena access token' makes both)");
            }
            Principal bearer = new Principal(parts[0]);
            if (bearer.nodeId().isPresent()) {
                throw new UnusableException("line " + number + " gives a token to a node; a node needs a certificate");
            }
            Principal other = byDigest.put(parts[1].toLowerCase(Locale.ROOT), bearer);
            if (other != null && !other.equals(bearer)) {
                throw new UnusableException("line " + number + " has the token of another line");
            }
        }
        return new TokenTable(Map.copyOf(byDigest));
    }

    private static boolean isDigest(String text) {
        return text.length() == 2 * DIGEST_BYTES && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }

    /** The digest of what a caller shows; empty if no token is so short or so long. */
    public static Optional<String> digestOfShown(String token) {
        return token.length() < MIN_TOKEN_CHARACTERS || token.length() > MAX_TOKEN_CHARACTERS
                ? Optional.empty()
                : Optional.of(digest(token));
    }

    /** As it stands in the file. */
    public static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public Optional<Principal> bearerOf(String digest) {
        return Optional.ofNullable(byDigest.get(digest));
    }
}
