package io.catena.server.requests;

/**
 * The answer to a stale read.
 *
 * @param ageNanos whatever was acknowledged longer ago than this is in the values; null if the replica cannot tell
 */
public record StaleReadResponse(ReadResponse read, Long ageNanos) {}
