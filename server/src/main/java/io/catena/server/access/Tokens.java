package io.catena.server.access;

import java.util.Optional;

/** Who bears which token. */
@FunctionalInterface
public interface Tokens {
    /** Nobody bears any. */
    Tokens NONE = digest -> Optional.empty();

    /** The principal whose token has this {@link TokenTable#digest}, at the moment of the question. Any thread. */
    Optional<Principal> bearerOf(String digest);

    /**
     * The principal that a caller is that shows this token. Any thread. The digest is looked up, so that the time tells nothing
     * of the token.
     */
    default Optional<Principal> bearer(String token) {
        return token.length() < TokenTable.MIN_TOKEN_CHARACTERS || token.length() > TokenTable.MAX_TOKEN_CHARACTERS
                ? Optional.empty()
                : bearerOf(TokenTable.digest(token));
    }
}
