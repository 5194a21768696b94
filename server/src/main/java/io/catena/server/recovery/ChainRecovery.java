package io.catena.server.recovery;

import io.catena.server.chain.ClusterShape;
import io.catena.server.controller.decision.Holding;
import io.catena.server.controller.decision.PermittedRecovery;
import io.catena.server.controller.decision.Recovery;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.RecoveryZnodes;
import io.catena.server.coordination.client.CoordinationException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What can be done about one chain, as its copies and ZooKeeper were seen at one moment. */
final class ChainRecovery {
    private final RecoveryZnodes znodes;
    private final RecoveryZnodes.Found found;
    private final Recovery.Seen seen;
    private final Recovery recovery;

    private ChainRecovery(RecoveryZnodes znodes, RecoveryZnodes.Found found, Recovery.Seen seen, Recovery recovery) {
        this.znodes = znodes;
        this.found = found;
        this.seen = seen;
        this.recovery = recovery;
    }

    /**
     * Which copies count, and what can be decided.
     *
     * @param copies of the chain: those that were shown, and perhaps those of nodes that run
     * @param decide the possible choices for these copies and this state of ZooKeeper
     */
    record Kind(
            BiFunction<List<Holding>, RecoveryZnodes.Found, List<Holding>> copies,
            Function<Recovery.Seen, Recovery> decide) {}

    /** @param shown the copies of this chain that the operator has named */
    static ChainRecovery look(Cluster cluster, ClusterShape shape, int chain, List<Holding> shown, Kind kind)
            throws CoordinationException {
        RecoveryZnodes znodes = new RecoveryZnodes(cluster, shape, chain);
        RecoveryZnodes.Found found = znodes.read();
        Recovery.Seen seen = new Recovery.Seen(
                chain,
                found.current(),
                found.activated(),
                found.committed(),
                found.registered(),
                kind.copies().apply(shown, found));
        for (Holding copy : seen.holdings()) {
            znodes.requireCluster(found, copy.clusterId());
        }
        return new ChainRecovery(znodes, found, seen, kind.decide().apply(seen));
    }

    int chain() {
        return seen.chain();
    }

    /** Whether another look has seen the same. */
    boolean hasSeenTheSameAs(ChainRecovery other) {
        return seen.equals(other.seen);
    }

    void printCopies(PrintWriter out) {
        out.print(RecoveryText.table(seen.holdings()));
        out.println(RecoveryText.zooKeeper(seen));
        out.flush();
    }

    void printChoices(PrintWriter out) {
        RecoveryText.choices(recovery).forEach(out::println);
        out.flush();
    }

    /** Whether nothing has to be done about the chain. */
    boolean isNeedless() {
        return recovery.isNeedless();
    }

    /** Why nothing can or should be done; empty if there is a choice. */
    Optional<String> refusal() {
        return recovery.refusal();
    }

    /** @param oldMembers null: it is not checked whether old members run */
    Optional<String> objection(OldMembers oldMembers) {
        return refusal().or(() -> oldMembers == null ? Optional.empty() : oldMembers.thatRun(seen));
    }

    /** There is a choice. */
    String recommended() {
        return recovery.choices().get(0).copy().nodeId();
    }

    boolean hasChoice(String node) {
        return recovery.choices().stream()
                .anyMatch(choice -> choice.copy().nodeId().equals(node));
    }

    /**
     * Writes the choice.
     *
     * @return what was written; empty if ZooKeeper's data has changed meanwhile, and nothing was written
     */
    Optional<Recovery.Forced> write(String node) throws CoordinationException {
        Recovery.Forced forced = recovery.force(node);
        PermittedRecovery.check(seen, forced);
        return znodes.force(found, seen.holdings().get(0).clusterId(), forced) ? Optional.of(forced) : Optional.empty();
    }
}
