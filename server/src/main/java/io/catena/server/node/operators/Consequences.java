package io.catena.server.node.operators;

import io.catena.server.node.replicas.ChainLayout;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Decides whether the end of this node would stop reads or writes of the chains that it carries. It is ended only with force then, and
 * the refusal says what that would cost. Owned by the node's first loop.
 */
public final class Consequences {
    static final String FORCE = "; --force overrules";

    /**
     * One chain of which this node has a replica.
     *
     * @param isMember whether this node is a member
     * @param isLastMember whether it is the only member
     */
    public record Chain(ChainLayout layout, boolean isMember, boolean isLastMember) {}

    /** Looks at the chains. */
    public interface Look {
        /** @param then gets those that the node carries at the moment */
        void at(Consumer<List<Chain>> then);
    }

    private final Look look;
    private final BooleanSupplier zookeeperConnected;

    public Consequences(Look look, BooleanSupplier zookeeperConnected) {
        this.look = look;
        this.zookeeperConnected = zookeeperConnected;
    }

    /**
     * Tells why this node should not end; empty if it may.
     *
     * @param howLong how long the chain would be without it
     */
    void ofEnding(String howLong, Consumer<Optional<Refused>> then) {
        look.at(chains -> then.accept(chains.stream()
                .flatMap(chain -> ofEnding(howLong, chain, named(chain, chains)).stream())
                .findFirst()));
    }

    private Optional<Refused> ofEnding(String howLong, Chain chain, String name) {
        ChainLayout layout = chain.layout();
        if (chain.isLastMember()) {
            return Optional.of(new Refused(
                    "this is the last member of chain " + layout.chain() + ": without it the chain is unavailable "
                            + howLong + FORCE,
                    RefusedReason.LAST_MEMBER));
        }
        if (!chain.isMember()) {
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
            return stops(name + " has " + layout.members() + " members and takes writes with "
                    + layout.minReplicas()
                    + " or more (min-replicas): without this one it would take no writes until another joins. Start"
                    + " another node first");
        }
        return Optional.empty();
    }

    /** With its number where there is more than one. */
    private static String named(Chain chain, List<Chain> all) {
        return all.size() == 1 ? "the chain" : "chain " + chain.layout().chain();
    }

    private static Optional<Refused> stops(String why) {
        return Optional.of(new Refused(why + FORCE, RefusedReason.STOPS_SERVICE));
    }
}
