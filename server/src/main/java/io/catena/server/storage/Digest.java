package io.catena.server.storage;

/**
 * What a replica's key space held at one moment, in short: equal for equal keys, values and versions.
 *
 * @param applied the seq up to which records had been applied
 * @param keys how many keys there were
 * @param hex SHA-256 over all keys with their values and versions, in order of the keys
 */
public record Digest(long applied, long keys, String hex) {}
