package io.catena.server.node.operators;

import io.catena.server.chain.GivenSettings;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Decides which orders of an operator would stop reads or writes, as far as this node knows. They are carried out only
 * with force, and the refusal says what they would cost. Owned by the event loop.
 */
public final class Consequences {
    private static final String FORCE = "; --force overrules";

    /**
     * One chain of which this node has a replica.
     *
     * @param isMember whether this node is a member
     * @param isLastMember whether it is the only member
     */
    public record Chain(ChainLayout layout, BooleanSupplier isMember, BooleanSupplier isLastMember) {}

    private final Supplier<List<Chain>> chains;
    private final BooleanSupplier zookeeperConnected;

    /** Of a node with one replica; the parameters are those of {@link Chain}. */
    public Consequences(
            ChainLayout layout,
            BooleanSupplier isMember,
            BooleanSupplier isLastMember,
            BooleanSupplier zookeeperConnected) {
        this(() -> List.of(new Chain(layout, isMember, isLastMember)), zookeeperConnected);
    }

    /** @param chains those that the node carries at the moment */
    public Consequences(Supplier<List<Chain>> chains, BooleanSupplier zookeeperConnected) {
        this.chains = chains;
        this.zookeeperConnected = zookeeperConnected;
    }

    /**
     * Why this node should not end; empty if it may.
     *
     * @param howLong how long the chain would be without it
     */
    Optional<Refused> ofEnding(String howLong) {
        return chains.get().stream()
                .flatMap(chain -> ofEnding(howLong, chain).stream())
                .findFirst();
    }

    private Optional<Refused> ofEnding(String howLong, Chain chain) {
        ChainLayout layout = chain.layout();
        if (chain.isLastMember().getAsBoolean()) {
            return Optional.of(new Refused(
                    "this is the last member of chain " + layout.chain() + ": without it the chain is unavailable "
                            + howLong + FORCE,
                    RefusedReason.LAST_MEMBER));
        }
        if (!chain.isMember().getAsBoolean()) {
            return Optional.empty();
        }
        if (!zookeeperConnected.getAsBoolean()) {
            return stops("ZooKeeper does not answer this node: this member cannot be removed from the chain, and all"
                    + " reads and writes would wait until ZooKeeper is back. Check that it runs");
        }
        if (layout.isFrozen()) {
            return stops("this member cannot be removed from the chain" + layout.noteAsClause()
                    + ": all reads and writes would wait until an operator has repaired that");
        }
        if (layout.members() <= layout.minReplicas()) {
            return stops(named(layout) + " has " + layout.members() + " members and takes writes with "
                    + layout.minReplicas()
                    + " or more (min-replicas): without this one it would take no writes until another joins. Start"
                    + " another node first");
        }
        return Optional.empty();
    }

    /** With its number where there is more than one. */
    private String named(ChainLayout layout) {
        return chains.get().size() == 1 ? "the chain" : "chain " + layout.chain();
    }

    /** Why the settings should not be changed in this way; empty if they may. */
    Optional<Refused> ofSettings(GivenSettings given) {
        return chains.get().stream()
                .flatMap(chain -> ofSettings(given, chain.layout()).stream())
                .findFirst();
    }

    private Optional<Refused> ofSettings(GivenSettings given, ChainLayout layout) {
        Integer wanted = given.minReplicas();
        boolean stops = layout.configuration() != null
                && wanted != null
                && wanted > layout.members()
                && wanted > layout.minReplicas();
        return stops
                ? stops(named(layout) + " has " + layout.members() + " members: with min-replicas=" + wanted
                        + " it takes no writes until " + (wanted - layout.members())
                        + " more nodes have joined. Start them first")
                : Optional.empty();
    }

    private static Optional<Refused> stops(String why) {
        return Optional.of(new Refused(why + FORCE, RefusedReason.STOPS_SERVICE));
    }
}
