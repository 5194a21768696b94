package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds a member that lives and holds the whole chain up (H8): its disk has hung for 4 s, or it has been far slower
 * than all others for 10 s, by its disk, by its processor or by its links. If most are slow alike, the load is to
 * blame, or what they share, and no member. Only members are compared: a joining replica is slow for reasons of its
 * own, and holds up no write (H10). It is told what time it is.
 */
public final class OutlierDetector {
    /** A node is far slower if it is this number of times as slow as the slowest other node. */
    static final long TIMES = 8;

    private static final long HUNG_MILLIS = 4_000;

    private final long attentionNanos;
    private final FarSlower nodes = new FarSlower(TIMES);
    private final SlowHop hop = new SlowHop();
    private Long lastLookNanos;

    /** @param attentionNanos of the time between two looks at most this counts */
    public OutlierDetector(long attentionNanos) {
        this.attentionNanos = attentionNanos;
    }

    /**
     * Takes a look.
     *
     * @param health of nodes in their present lives
     * @param answerMillis how long members took to answer the controller, for those that were asked
     * @return the members that are to be replaced, the worst first
     */
    public List<UnfitMember> look(
            long nowNanos, Configuration current, Map<String, Health> health, Map<String, Long> answerMillis) {
        long passedNanos = lastLookNanos == null ? 0 : Math.min(nowNanos - lastLookNanos, attentionNanos);
        lastLookNanos = nowNanos;
        Map<String, Health> line = new LinkedHashMap<>();
        current.line().stream().map(Member::nodeId).forEach(id -> line.put(id, health.getOrDefault(id, Health.WELL)));
        List<String> slow = new ArrayList<>();
        line.forEach((id, its) -> {
            if (its.hungMillis() >= HUNG_MILLIS) {
                slow.add(id);
            }
        });
        Map<String, Long> own = new LinkedHashMap<>();
        current.members().forEach(m -> own.put(m.nodeId(), line.get(m.nodeId()).ownMillis()));
        nodes.look(passedNanos, own).filter(id -> !slow.contains(id)).ifPresent(slow::add);
        List<String> atTheHop = hop.look(nowNanos, passedNanos, current, line, answerMillis);
        if (slow.isEmpty()) {
            slow.addAll(atTheHop);
        } else if (2 * slow.size() > line.size()) {
            return List.of();
        } else {
            slow.sort(Comparator.comparingLong(id -> -line.get(id).hungMillis()));
        }
        return slow.stream()
                .map(id -> new UnfitMember(id, UnfitMember.Why.SLOW))
                .toList();
    }
}
