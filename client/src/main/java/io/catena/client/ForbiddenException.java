package io.catena.client;

import java.util.Optional;

/**
 * The caller may not do this; nothing was done. The message says what would be needed. Repeating the call does not help until
 * an operator changes what the caller may do.
 */
public final class ForbiddenException extends CatenaException {
    private final transient ServerAddress server;
    private final String principal;

    ForbiddenException(ServerAddress server, String message, String principal, Throwable cause) {
        super(message, cause);
        this.server = server;
        this.principal = principal == null ? null : Printable.of(principal);
    }

    /** Who said so. */
    ServerAddress server() {
        return server;
    }

    /** Who the caller is for the servers; empty if it has not said so. */
    public Optional<String> principal() {
        return Optional.ofNullable(principal);
    }
}
