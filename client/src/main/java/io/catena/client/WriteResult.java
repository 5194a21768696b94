package io.catena.client;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The answer to a write.
 *
 * @param applied false only if the write had a condition and it did not hold
 * @param version what this write gave the key; no key has it if the write was not applied, or was a delete
 * @param previous what the write replaced, or, if it was not applied, what the key has; empty if the key did not exist,
 *     if {@link WriteOptions#returnPrevious} was not asked for, or if previous values together were too large for one answer
 * @param previousVersion the version of what the write replaced, or, if it was not applied, of what the key has; given also
 *     where the value itself was too large for the answer; empty if the key did not exist or
 *     {@link WriteOptions#returnPrevious} was not asked for
 */
public record WriteResult(boolean applied, long version, Optional<Versioned> previous, OptionalLong previousVersion) {}
