package io.catena.server.registration;

import io.catena.server.chain.Configuration;

/**
 * The layout of the chain, as it was last read.
 *
 * @param configuration the newest configuration; null if there is none
 * @param activatedEpoch the last activated epoch; 0 if there is none
 * @param note why the chain does not serve; empty if it serves
 */
public record PublishedLayout(Configuration configuration, long activatedEpoch, String note) {
    static final PublishedLayout NONE = new PublishedLayout(null, 0, "");
}
