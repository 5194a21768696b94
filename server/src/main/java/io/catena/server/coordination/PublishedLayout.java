package io.catena.server.coordination;

import io.catena.server.chain.Configuration;

/**
 * Who stands where, as last read.
 *
 * @param configuration the newest configuration; null if there is none
 * @param activatedEpoch the last epoch that took full effect; 0 if none did
 * @param note why the chain does not serve; empty if nothing hinders it
 */
public record PublishedLayout(Configuration configuration, long activatedEpoch, String note) {
    static final PublishedLayout NONE = new PublishedLayout(null, 0, "");
}
