package io.catena.client;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one replica has, however old.
 *
 * @param value empty if the replica knows no such key
 * @param ageMillis the value reflects each write that was acknowledged longer ago than this; empty if the replica does not
 *     know
 */
public record StaleRead(Optional<Versioned> value, OptionalLong ageMillis) {}
