package io.catena.server.node.operators;

import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether other settings would stop writes of any chain of the cluster, whoever carries it. They are stored only with force then,
 * and the refusal says what they would cost.
 */
final class SettingsConsequences {
    private SettingsConsequences() {}

    /**
     * Tells why this should not be the least number of members with which chains take writes; empty if it may.
     *
     * @param all chains of the cluster
     */
    static Optional<Refused> ofMinReplicas(int minReplicas, List<PublishedChain> all) {
        List<PublishedChain> stopped = all.stream()
                .filter(chain -> chain.isStoppedBy(minReplicas))
                .sorted(Comparator.comparingInt(PublishedChain::members))
                .toList();
        if (stopped.isEmpty()) {
            return Optional.empty();
        }
        PublishedChain shortest = stopped.get(0);
        String why = (all.size() == 1 ? "the chain" : "chain " + shortest.chain()) + " has " + shortest.members()
                + " members: with min-replicas=" + minReplicas + " it takes no writes until "
                + (minReplicas - shortest.members()) + " more nodes have joined"
                + (stopped.size() == 1 ? "" : ", and " + (stopped.size() - 1) + " other chains would wait likewise")
                + ". Start them first" + Consequences.FORCE;
        return Optional.of(new Refused(why, RefusedReason.STOPS_SERVICE));
    }
}
