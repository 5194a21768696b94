package io.catena.server.controller;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.Removal;
import io.catena.server.chain.SharedSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configurations that can directly follow one. Each keeps account of who was removed, and of how long leases have been
 * that may still be in use.
 */
final class NextEpoch {
    private final Configuration before;

    private final boolean activated;

    private NextEpoch(Configuration before, boolean activated) {
        this.before = before;
        this.activated = activated;
    }

    static NextEpoch of(ChainView view) {
        return new NextEpoch(view.current(), view.isActivated());
    }

    Configuration without(List<Member> gone, boolean clean, String why) {
        List<Member> members = before.members().stream()
                .filter(m -> gone.stream().noneMatch(m::is))
                .toList();
        Member joining = gone.stream().anyMatch(m -> m.is(before.joining())) ? null : before.joining();
        return make(members, joining, clean, withRemoved(gone), before.settings(), withReasons(gone, why));
    }

    /** @param next who begins to join at once; null if nobody does */
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

    /** Of the last ones it is told why. */
    private List<Removal> withReasons(List<Member> gone, String why) {
        List<Removal> all = new ArrayList<>(before.lastRemovals());
        gone.forEach(m -> all.add(new Removal(m.nodeId(), m.incarnation(), before.epoch() + 1, "", why)));
        return all.subList(Math.max(0, all.size() - Configuration.MOST_REMOVALS), all.size());
    }

    private Map<String, Long> withRemoved(List<Member> gone) {
        Map<String, Long> removed = new TreeMap<>(before.removed());
        gone.forEach(m -> removed.put(m.nodeId(), m.incarnation()));
        return removed;
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
                lastRemovals);
    }

    /**
     * An epoch is activated only when no lease of an older one is in use that is longer than its own. Until then all that
     * came before counts.
     */
    private int priorLeaseMillis() {
        return activated
                ? before.longestLeaseMillis()
                : Math.max(before.priorLeaseMillis(), before.longestLeaseMillis());
    }
}
