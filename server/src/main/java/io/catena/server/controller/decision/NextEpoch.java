package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.Removal;
import io.catena.server.chain.SharedSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configurations that can directly follow another one. Each remembers the removed lives, and the length of the
 * longest lease that may still be in use.
 *
 * <p>The list of removed lives is bounded (C10): when it is long, lives that are not registered are forgotten, unless
 * they were among the last to go or their node is of the last activated epoch. A node whose removed life is not
 * registered does not register it again: it reads the newest configuration first and begins a new life if the old one
 * has no place there. So the list is needed only for lives that are still registered, or were so a moment ago.
 */
final class NextEpoch {
    private final Configuration before;

    private final ChainView view;

    private NextEpoch(ChainView view) {
        this.before = view.current();
        this.view = view;
    }

    static NextEpoch of(ChainView view) {
        return new NextEpoch(view);
    }

    Configuration without(List<Member> gone, boolean clean, String why) {
        List<Member> members = before.members().stream()
                .filter(m -> gone.stream().noneMatch(m::is))
                .toList();
        Member joining = gone.stream().anyMatch(m -> m.is(before.joining())) ? null : before.joining();
        return make(members, joining, clean, withRemoved(gone), before.settings(), withReasons(gone, why));
    }

    /** @param next the node that begins to join with the same change; null if none does */
    Configuration withJoiningAppended(Member next) {
        return make(before.line(), next, true, before.removed());
    }

    Configuration withJoining(Member node) {
        return make(before.members(), node, true, before.removed());
    }

    Configuration formedAgainFrom(Member node) {
        String why = "the chain was formed again from " + node.nodeId();
        return make(
                List.of(node),
                null,
                false,
                withRemoved(before.line()),
                before.settings(),
                withReasons(before.line(), why));
    }

    Configuration withSettings(SharedSettings settings) {
        return make(before.members(), before.joining(), true, before.removed(), settings, before.lastRemovals());
    }

    /** The head makes no record in it (C17). */
    Configuration withHandover() {
        return make(before.members(), null, true, before.removed(), before.settings(), before.lastRemovals(), true);
    }

    /** @param members those of the handover before, in any order */
    Configuration withOrder(List<Member> members) {
        return make(members, null, true, before.removed());
    }

    /** The reasons of the last removals (H11). */
    private List<Removal> withReasons(List<Member> gone, String why) {
        List<Removal> all = new ArrayList<>(before.lastRemovals());
        gone.forEach(m -> all.add(new Removal(m.nodeId(), m.life(), before.epoch() + 1, "", why)));
        return all.subList(Math.max(0, all.size() - Configuration.MOST_REMOVALS), all.size());
    }

    private Map<String, Long> withRemoved(List<Member> gone) {
        Map<String, Long> removed = new TreeMap<>(before.removed());
        if (removed.size() >= Configuration.MOST_REMOVED) {
            removed.entrySet().removeIf(e -> mayBeForgotten(e.getKey(), e.getValue()));
        }
        gone.forEach(m -> removed.put(m.nodeId(), m.life()));
        return removed;
    }

    private boolean mayBeForgotten(String nodeId, long life) {
        return view.registrations().stream().noneMatch(m -> m.is(nodeId, life))
                && before.lastRemovals().stream().noneMatch(r -> r.nodeId().equals(nodeId))
                && !view.anchors().contains(nodeId);
    }

    private Configuration make(List<Member> members, Member joining, boolean clean, Map<String, Long> removed) {
        return make(members, joining, clean, removed, before.settings(), before.lastRemovals());
    }

    private Configuration make(
            List<Member> members,
            Member joining,
            boolean clean,
            Map<String, Long> removed,
            SharedSettings settings,
            List<Removal> lastRemovals) {
        return make(members, joining, clean, removed, settings, lastRemovals, false);
    }

    private Configuration make(
            List<Member> members,
            Member joining,
            boolean clean,
            Map<String, Long> removed,
            SharedSettings settings,
            List<Removal> lastRemovals,
            boolean handover) {
        return new Configuration(
                before.chain(),
                before.epoch() + 1,
                before.lineage(),
                members,
                joining,
                clean,
                removed,
                settings,
                priorLeaseMillis(),
                lastRemovals,
                handover);
    }

    /**
     * An epoch is activated only when no lease of an older one is in use that is longer than its own (F4). Until then
     * all older leases count (F3). So longer leases take effect at once, and shorter ones when the last long one is
     * over (P3).
     */
    private int priorLeaseMillis() {
        return view.isActivated()
                ? before.longestLeaseMillis()
                : Math.max(before.priorLeaseMillis(), before.longestLeaseMillis());
    }
}
