package io.catena.server.access;

import java.util.Optional;

/** Who bears which token. */
@FunctionalInterface
public interface Tokens {
    /** Nobody bears any. */
    Tokens NONE = token -> Optional.empty();

    /** The principal that a caller is that shows this token. Any thread; it takes no longer for one than for another. */
    Optional<Principal> bearer(String token);
}
