package io.catena.server.coordination;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;

/**
 * What a replica is told about its chain. All calls come from one thread of this package, one at a time, and must return
 * soon: the next news wait behind them.
 */
public interface ChainListener {
    /** There is a configuration of a higher epoch than the last one told. Epochs in between may be skipped. */
    void configurationChanged(Configuration configuration);

    /** The last activated epoch or the controller's note changed; see {@link ChainSession#layout}. */
    void layoutChanged();

    /** While this life was not registered, it lost its place in the chain: the replica must begin a new one. */
    void newLifeNeeded(Member lost);

    /**
     * ZooKeeper shows a lower epoch than it did, or the znode was made anew, or is gone: ZooKeeper has lost what it knew.
     * Stop and say so. Told once for each such state.
     */
    void configurationWentBack(String why);
}
