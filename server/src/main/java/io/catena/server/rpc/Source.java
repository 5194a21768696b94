package io.catena.server.rpc;

import io.catena.server.access.Principal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Identifies those among whom scarce resources are shared: a principal, wherever it calls from, and where no principal is known,
 * a {@link SourceMachine}.
 */
public final class Source {
    /** Set in numbers of principals: no global IPv6 network, which begin with 001, and no IPv4 address has it. */
    private static final long PRINCIPAL = 1L << 62;

    private Source() {}

    /**
     * A number that identifies the source; never 0. Two principals have the same number about as rarely as a number of 62
     * random bits is guessed; they share then.
     *
     * @param address 4 or 16 bytes
     */
    public static long number(Principal principal, byte[] address) {
        return principal.isKnown() ? ofName(principal.name()) : SourceMachine.number(address);
    }

    private static long ofName(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong() >>> 2 | PRINCIPAL;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
