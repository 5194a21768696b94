package io.catena.server.registration;

import io.catena.server.chain.Configuration;

/**
 * A configuration that was read.
 *
 * @param createdZxid when its znode was created; another one shows that it was made anew
 */
public record FoundConfiguration(Configuration configuration, long createdZxid) {}
