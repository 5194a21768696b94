package io.catena.server.departing;

import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import java.util.List;
import java.util.Set;

/** What is to be said of nodes, as it follows from what is said of them, and from which are there. Pure. */
@FunctionalInterface
public interface DepartureWish {
    /** It may be asked several times; the last answer counts. */
    Departures of(CarryingSituation before) throws DepartureRefused;

    /**
     * Whether it is to be written also if it is said already: whoever is about to change what is said, by what it read before, then has
     * to look again.
     */
    default boolean isWrittenAnyway(CarryingSituation before) {
        return false;
    }

    /**
     * An operator wishes that a node carries nothing (M14).
     *
     * @param replicas of each chain
     */
    static DepartureWish drain(String nodeId, int replicas) {
        return before -> {
            before.requireKnown(Set.of(nodeId));
            Departures said = before.departures();
            if (!said.drained().contains(nodeId)) {
                before.requireEnough(Set.of(nodeId), replicas);
                requireFewDrained(said);
            }
            return said.drain(nodeId);
        };
    }

    private static void requireFewDrained(Departures said) throws DepartureRefused {
        if (said.drained().size() >= Departures.MOST_DRAINED) {
            throw new DepartureRefused(
                    DepartureRefused.Reason.TOO_MANY_DRAINED,
                    Departures.MOST_DRAINED
                            + " nodes are drained already, which is the most there may be; undrain some that are gone");
        }
    }

    /** That wish is taken back. */
    static DepartureWish undrain(String nodeId) {
        return before -> {
            before.requireKnown(Set.of(nodeId));
            return before.departures().undrain(nodeId);
        };
    }

    /**
     * None of the nodes that are to carry something and are away comes back (M16).
     *
     * @param replicas of each chain
     */
    static DepartureWish rebalance(int replicas) {
        return before -> {
            if (!before.absent().isEmpty()) {
                before.requireEnough(Set.of(), replicas);
            }
            return before.departures().go(ids(before.absent()), ids(before.placed()));
        };
    }

    /** A node says of itself that it does not come back (M15). */
    static DepartureWish goes(String nodeId) {
        return before -> before.departures().undrain(nodeId).go(List.of(nodeId), ids(before.placed()));
    }

    private static List<String> ids(List<CarryingNode> nodes) {
        return nodes.stream().map(CarryingNode::nodeId).toList();
    }
}
