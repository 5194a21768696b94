package io.catena.server.node.operators;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.SharedSettings;
import java.util.Optional;

/**
 * One chain, as it is published in ZooKeeper.
 *
 * @param newest its newest configuration; empty if it was never formed
 * @param activatedEpoch the last of its epochs that has taken full effect; 0 if none has
 */
record PublishedChain(int chain, Optional<Configuration> newest, long activatedEpoch) {
    /** Without the joining replica. */
    int members() {
        return newest.map(configuration -> configuration.members().size()).orElse(0);
    }

    long epoch() {
        return newest.map(Configuration::epoch).orElse(0L);
    }

    /** The settings of the newest epoch; empty if there is none, or if it does not say. */
    Optional<SharedSettings> settings() {
        return newest.map(Configuration::settings);
    }

    /** Whether all members go by these settings. */
    boolean hasInForce(SharedSettings wanted) {
        return settings().filter(wanted::equals).isPresent() && epoch() == activatedEpoch;
    }

    /** Whether it takes writes, as far as the number of its members goes, and would not with this {@code min-replicas}. */
    boolean isStoppedBy(int minReplicas) {
        return newest.isPresent()
                && minReplicas > members()
                && minReplicas > newest.get().minReplicas();
    }
}
