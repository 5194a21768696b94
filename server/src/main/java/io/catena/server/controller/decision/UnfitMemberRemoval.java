package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether members that live, but are unfit, are to be removed (H15). They may be wanted back, so at least {@code
 * min-replicas} members stay, and one of those that surely hold everything and are heard of (C9). The joining replica may always
 * go. While a removal only waits for a sign of another member, no less urgent one takes its place.
 */
final class UnfitMemberRemoval {
    private final ChainView view;
    private final Configuration current;
    private final List<Member> removed = new ArrayList<>();

    UnfitMemberRemoval(ChainView view) {
        this.view = view;
        this.current = view.current();
    }

    Optional<Decision> decide() {
        UnfitMember.Why why = null;
        for (UnfitMember unfitMember : view.unfit()) {
            boolean takesMore =
                    why == null || why == UnfitMember.Why.SILENT && unfitMember.why() == UnfitMember.Why.SILENT;
            Member member = takesMore ? find(unfitMember.nodeId()) : null;
            if (member != null && mayGo(member)) {
                removed.add(member);
                why = unfitMember.why();
            } else if (member != null && awaitsASign(member)) {
                break;
            }
        }
        if (removed.isEmpty()) {
            return Optional.empty();
        }
        boolean onlyJoining = removed.size() == 1 && removed.get(0).is(current.joining());
        return Optional.of(Decision.change(
                NextEpoch.of(view).without(removed, onlyJoining, why.words()),
                "removes " + Names.of(removed) + ": " + why.words()));
    }

    private Member find(String nodeId) {
        return current.line().stream()
                .filter(m -> m.nodeId().equals(nodeId) && !removed.contains(m))
                .findFirst()
                .orElse(null);
    }

    private boolean mayGo(Member member) {
        return member.is(current.joining()) || enoughStayWithout(member) && view.canDoWithout(goneWith(member));
    }

    /** Whether it may go in a moment: then no less urgent member goes in its place. */
    private boolean awaitsASign(Member member) {
        return enoughStayWithout(member) && view.awaitsASignBefore(goneWith(member));
    }

    private boolean enoughStayWithout(Member member) {
        List<Member> gone = goneWith(member);
        long staying = current.members().stream()
                .filter(m -> gone.stream().noneMatch(m::is))
                .count();
        return staying >= current.minReplicas();
    }

    private List<Member> goneWith(Member member) {
        List<Member> gone = new ArrayList<>(removed);
        gone.add(member);
        return gone;
    }
}
