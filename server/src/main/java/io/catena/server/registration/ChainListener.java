package io.catena.server.registration;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;

/**
 * Receives news of a chain for a replica. All calls come from the session's scheduler, one at a time, and must
 * return soon, because later news wait meanwhile.
 */
public interface ChainListener {
    /**
     * There is a configuration with a higher epoch than the last one that was told. Epochs in between may be skipped.
     */
    void configurationChanged(Configuration configuration);

    /** The last activated epoch or the controller's note has changed; see {@link ChainSession#publishedLayout}. */
    void layoutChanged();

    /**
     * The replica's life has lost its place in the chain while it was not registered. The replica must begin a new
     * life.
     */
    void newLifeNeeded(Member lost);

    /**
     * ZooKeeper shows a lower epoch than before, or the znode was created again, or is gone: ZooKeeper has lost data.
     * The listener must stop the node and say why. Called once for each such state.
     */
    void configurationWentBack(String why);
}
