package io.catena.server.access;

import java.util.Optional;

/** Who bears which token. */
@FunctionalInterface
public interface Tokens {
    /** Nobody bears any. */
    Tokens NONE = digest -> Optional.empty();

    /**
     * The principal whose token has this {@link TokenTable#digest}, at the moment of the question. Any thread. The digest is
     * looked up, so that the time tells nothing of the token.
     */
    Optional<Principal> bearerOf(String digest);
}
