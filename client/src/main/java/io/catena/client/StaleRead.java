package io.catena.client;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one replica has, however old.
 *
 * @param value empty if the replica knows no such key
 * @param ageMillis whatever was acknowledged longer ago than this is taken account of; empty if the replica cannot tell
 */
public record StaleRead(Optional<Versioned> value, OptionalLong ageMillis) {}
