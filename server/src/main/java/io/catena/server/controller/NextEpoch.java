package io.catena.server.controller;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The configurations that can directly follow one. Each keeps account of who was removed. */
final class NextEpoch {
    private final Configuration before;

    private NextEpoch(Configuration before) {
        this.before = before;
    }

    static NextEpoch of(Configuration before) {
        return new NextEpoch(before);
    }

    Configuration without(List<Member> gone, boolean clean) {
        List<Member> members = before.members().stream()
                .filter(m -> gone.stream().noneMatch(m::is))
                .toList();
        Member joining = gone.stream().anyMatch(m -> m.is(before.joining())) ? null : before.joining();
        return make(members, joining, clean, withRemoved(gone));
    }

    /** @param next who begins to join at once; null if nobody does */
    Configuration withJoiningAppended(Member next) {
        return make(before.line(), next, true, before.removed());
    }

    Configuration withJoining(Member node) {
        return make(before.members(), node, true, before.removed());
    }

    Configuration formedAgainFrom(Member node) {
        return make(List.of(node), null, false, withRemoved(before.line()));
    }

    private Map<String, Long> withRemoved(List<Member> gone) {
        Map<String, Long> removed = new TreeMap<>(before.removed());
        gone.forEach(m -> removed.put(m.nodeId(), m.incarnation()));
        return removed;
    }

    private Configuration make(List<Member> members, Member joining, boolean clean, Map<String, Long> removed) {
        return new Configuration(
                before.chain(), before.epoch() + 1, before.lineage(), members, joining, clean, removed);
    }
}
