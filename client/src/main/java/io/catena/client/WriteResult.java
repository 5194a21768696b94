package io.catena.client;

import java.util.Optional;

/**
 * The answer to a write.
 *
 * @param applied false only if the write had a condition and it did not hold
 * @param version the key's version after this write
 * @param previous what the write replaced; empty if the key did not exist or
 *     {@link WriteOptions#returnPrevious} was not asked for
 */
public record WriteResult(boolean applied, long version, Optional<Versioned> previous) {}
