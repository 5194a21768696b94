package io.catena.server.controller.decision;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides whether the members of a chain are to change places, so that its head and its tail are those of its placement (C17). It
 * takes two epochs: in the first one the head makes no record, in the second one the members stand in another order.
 *
 * <p>A middle's place makes no difference to its node, so none changes for its sake alone.
 */
final class RolesByPlacement {
    private final ChainView view;
    private final Configuration current;
    private final List<String> placed;

    RolesByPlacement(ChainView view) {
        this.view = view;
        this.current = view.current();
        this.placed = view.carriers().placed();
    }

    /** The newest epoch is activated: if it is a handover, all logs are equal, and the members may stand in any order. */
    Optional<Decision> takeEffect() {
        if (!current.handover()) {
            return Optional.empty();
        }
        List<Member> order = isOnThePlacedNodes() ? inPlacedOrder() : current.members();
        return Optional.of(Decision.change(
                NextEpoch.of(view).withOrder(order),
                order.equals(current.members())
                        ? "gives the handover up: the chain is to be on other nodes"
                        : "makes " + Names.of(order.get(0)) + " the head and " + Names.of(order.get(order.size() - 1))
                                + " the tail"));
    }

    /** The newest epoch is activated, and nothing else is to be done. */
    Optional<Decision> handOver() {
        if (!isWished() || !current.members().stream().allMatch(this::isWell)) {
            return Optional.empty();
        }
        if (current.members().stream()
                .anyMatch(member -> view.carriers().still().contains(member.nodeId()))) {
            return Optional.of(Decision.awaitsItsTurn(
                    current.members(), "waits with the handover to " + placed.get(0) + ": others are under way"));
        }
        return Optional.of(Decision.change(
                NextEpoch.of(view).withHandover(),
                "lets no more records be made, so that " + placed.get(0) + " may be the head and "
                        + placed.get(placed.size() - 1) + " the tail"));
    }

    private boolean isWished() {
        return current.joining() == null
                && current.format().number() >= ClusterFormat.HANDOVERS.number()
                && isOnThePlacedNodes()
                && !(current.head().nodeId().equals(placed.get(0))
                        && current.tail().nodeId().equals(placed.get(placed.size() - 1)));
    }

    private boolean isOnThePlacedNodes() {
        Set<String> nodes = new TreeSet<>();
        current.members().forEach(member -> nodes.add(member.nodeId()));
        return nodes.equals(new TreeSet<>(placed));
    }

    private List<Member> inPlacedOrder() {
        return current.members().stream()
                .sorted(Comparator.comparingInt(member -> placed.indexOf(member.nodeId())))
                .toList();
    }

    /** While a member may have to go, or wishes to, none is made to wait for it. */
    private boolean isWell(Member member) {
        return view.lives(member)
                && view.isRegisteredNow(member)
                && !view.isLeaving(member)
                && view.unfit().stream().noneMatch(unfit -> unfit.nodeId().equals(member.nodeId()))
                && view.reportOf(member)
                        .map(ReplicaReport::suspects)
                        .filter(Set::isEmpty)
                        .isPresent();
    }
}
