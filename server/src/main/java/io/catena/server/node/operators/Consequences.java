package io.catena.server.node.operators;

import io.catena.server.chain.GivenSettings;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Decides which orders of an operator would stop reads or writes, as far as this node knows. They are carried out only
 * with force, and the refusal says what they would cost. Owned by the event loop.
 */
public final class Consequences {
    private static final String FORCE = "; --force overrules";

    private final ChainLayout layout;
    private final BooleanSupplier isMember;
    private final BooleanSupplier isLastMember;
    private final BooleanSupplier zookeeperConnected;

    /**
     * @param isMember whether this node is a member
     * @param isLastMember whether it is the only member
     */
    public Consequences(
            ChainLayout layout,
            BooleanSupplier isMember,
            BooleanSupplier isLastMember,
            BooleanSupplier zookeeperConnected) {
        this.layout = layout;
        this.isMember = isMember;
        this.isLastMember = isLastMember;
        this.zookeeperConnected = zookeeperConnected;
    }

    /**
     * Why this node should not end; empty if it may.
     *
     * @param howLong how long the chain would be without it
     */
    Optional<Refused> ofEnding(String howLong) {
        if (isLastMember.getAsBoolean()) {
            return Optional.of(new Refused(
                    "this is the last member of chain " + layout.chain() + ": without it the chain is unavailable "
                            + howLong + FORCE,
                    RefusedReason.LAST_MEMBER));
        }
        if (!isMember.getAsBoolean()) {
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
            return stops("the chain has " + layout.members() + " members and takes writes with " + layout.minReplicas()
                    + " or more (min-replicas): without this one it would take no writes until another joins. Start"
                    + " another node first");
        }
        return Optional.empty();
    }

    /** Why the settings should not be changed in this way; empty if they may. */
    Optional<Refused> ofSettings(GivenSettings given) {
        Integer wanted = given.minReplicas();
        boolean stops = layout.configuration() != null
                && wanted != null
                && wanted > layout.members()
                && wanted > layout.minReplicas();
        return stops
                ? stops("the chain has " + layout.members() + " members: with min-replicas=" + wanted
                        + " it takes no writes until " + (wanted - layout.members())
                        + " more nodes have joined. Start them first")
                : Optional.empty();
    }

    private static Optional<Refused> stops(String why) {
        return Optional.of(new Refused(why + FORCE, RefusedReason.STOPS_SERVICE));
    }
}
