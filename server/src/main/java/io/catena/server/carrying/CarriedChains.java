package io.catena.server.carrying;

import io.catena.server.chain.Configuration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Which chains a node carries (M9): begins with those that are placed there, lets its members leave those that are to be elsewhere
 * (M10), and gives those up that go on without it (M11), both one after the other. It looks again and again; whatever goes wrong, the next
 * look begins from what is there then. Owned by the replicas' loop.
 */
public final class CarriedChains {
    private static final long LOOK_MILLIS = 1_000;
    private static final long SOON_MILLIS = 50;
    /** A chain that has been asked to let the node's member go keeps others waiting for this number of looks at most: two seconds. */
    static final int PATIENCE_LOOKS = 40;

    /** What the node does. Each call returns at once; what it answers comes later, on the loop, once, or never if the process ends. */
    public interface Hands {
        /** Whether the process ends: then nothing is begun or given up. */
        boolean isStopping();

        /** What the node's replica of the chain knows of it. */
        Known known(int chain);

        /** Makes a replica and begins its lives. */
        void begin(int chain);

        /** The present life of the replica asks to leave the chain. */
        void leave(int chain);

        /** The present life of the replica ends, and another one follows. */
        void liveAnew(int chain);

        /**
         * Reads the chain's membership from ZooKeeper, no older than this call.
         *
         * @param then empty if it was not answered
         */
        void look(int chain, Consumer<Optional<Found>> then);

        /**
         * Ends the replica: its life is over, none follows, and nothing of it is registered.
         *
         * @param done called when that is so
         */
        void end(int chain, Runnable done);

        /**
         * Removes all that the disk has of a replica that has ended, if it {@link SurplusReplica#isOlder is older}.
         *
         * @param then whether it was removed
         */
        void forget(int chain, Configuration activated, Consumer<Boolean> then);

        /** Nothing of the replica is left. */
        void isGone(int chain);
    }

    /**
     * What a replica knows of its chain.
     *
     * @param newest the newest configuration; null if none is known
     * @param life the number of its present life; 0 between two
     */
    public record Known(Configuration newest, long activatedEpoch, long life) {}

    /** What ZooKeeper says of a chain; null stands for what is not there. */
    public record Found(Configuration newest, Configuration activated) {}

    private final String nodeId;
    private final int chains;
    private final int replicas;
    private final IntFunction<List<String>> placement;
    private final Hands hands;
    private final Set<Integer> carried;
    /** The life that was asked to leave, by chain. */
    private final Map<Integer, Long> asked = new HashMap<>();
    /** The chain that was asked last to let the node's member go, and has not done so; 0 for none. */
    private int lettingGo;
    /** How many looks ago it was asked. */
    private int looksSince;
    /** The chain that is being given up; 0 for none. */
    private int leaving;

    /**
     * @param chains of the cluster
     * @param replicas of each
     * @param placement ids of the nodes on which a chain is to be, as far as is known; empty if it is not
     * @param carried those of which the node has a replica already
     */
    public CarriedChains(
            String nodeId,
            int chains,
            int replicas,
            IntFunction<List<String>> placement,
            Collection<Integer> carried,
            Hands hands) {
        this.nodeId = nodeId;
        this.chains = chains;
        this.replicas = replicas;
        this.placement = placement;
        this.carried = new TreeSet<>(carried);
        this.hands = hands;
    }

    /** In how long {@link #look} is to be called: soon, if a chain is to let a member go before another one is asked. */
    public long nextLookMillis() {
        return lettingGo == 0 ? LOOK_MILLIS : SOON_MILLIS;
    }

    /** To be called again and again. */
    public void look() {
        looksSince++;
        if (hands.isStopping() || looksSince >= PATIENCE_LOOKS) {
            lettingGo = 0;
        }
        followPlacement();
    }

    private void followPlacement() {
        if (hands.isStopping()) {
            return;
        }
        if (lettingGo != 0 && hasLetGo(lettingGo)) {
            lettingGo = 0;
        }
        for (int chain = 1; chain <= chains; chain++) {
            if (!carried.contains(chain) && placement.apply(chain).contains(nodeId)) {
                carried.add(chain);
                hands.begin(chain);
            }
        }
        for (int chain : new HashSet<>(carried)) {
            SurplusReplica replica = surplus(chain);
            if (chain == leaving) {
                continue;
            }
            if (isLeftAlone(chain)) {
                asked.remove(chain);
                hands.liveAnew(chain);
            } else if (replica.isSurplus()) {
                makeRoom(chain, replica);
            }
        }
    }

    /** Whether the life that was asked to leave is over, or no member any more. */
    private boolean hasLetGo(int chain) {
        Long life = asked.get(chain);
        if (life == null) {
            return true;
        }
        Known known = hands.known(chain);
        return known.life() != life || known.newest().positionOf(nodeId, life) < 0;
    }

    /**
     * Whether the member has asked to leave and all others have gone before it, as when each knew another placement. It takes no
     * writes any more, and there is none to which it could leave the chain.
     */
    private boolean isLeftAlone(int chain) {
        Known known = hands.known(chain);
        Configuration newest = known.newest();
        return known.life() != 0
                && Long.valueOf(known.life()).equals(asked.get(chain))
                && newest != null
                && newest.joining() == null
                && newest.members().size() == 1
                && newest.hasNode(nodeId);
    }

    private SurplusReplica surplus(int chain) {
        return new SurplusReplica(nodeId, placement.apply(chain), replicas);
    }

    private void makeRoom(int chain, SurplusReplica replica) {
        Known known = hands.known(chain);
        if (replica.mayLeave(known.newest(), known.activatedEpoch(), known.life())) {
            if (lettingGo == 0 && !Long.valueOf(known.life()).equals(asked.put(chain, known.life()))) {
                lettingGo = chain;
                looksSince = 0;
                hands.leave(chain);
            }
        } else if (leaving == 0
                && known.newest() != null
                && known.newest().epoch() == known.activatedEpoch()
                && replica.mayGo(known.newest(), known.newest())) {
            leaving = chain;
            hands.look(chain, found -> found(chain, found));
        }
    }

    private void found(int chain, Optional<Found> found) {
        if (hands.isStopping()
                || found.isEmpty()
                || !surplus(chain).mayGo(found.get().newest(), found.get().activated())) {
            leaving = 0;
            return;
        }
        Configuration activated = found.get().activated();
        hands.end(chain, () -> hands.forget(chain, activated, removed -> forgotten(chain, removed)));
    }

    private void forgotten(int chain, boolean removed) {
        leaving = 0;
        asked.remove(chain);
        hands.isGone(chain);
        if (removed) {
            carried.remove(chain);
            followPlacement();
        } else if (!hands.isStopping()) {
            hands.begin(chain);
        }
    }
}
