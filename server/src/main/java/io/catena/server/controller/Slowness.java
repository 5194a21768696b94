package io.catena.server.controller;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out whose disk holds the whole chain up: it has hung for some seconds, or it has been far slower than those of all
 * others for a while. If most are slow alike, nobody is to blame: the load is, or what they share. Told what time it is.
 */
public final class Slowness {
    private static final long HUNG_MILLIS = 4_000;
    private static final long SLOW_FOR_NANOS = 10_000_000_000L;
    private static final long SLOW_MILLIS = 250;
    /** Far slower: so many times as slow as the slowest of the others, who count as no faster than this. */
    private static final long TIMES = 8;

    private static final long LEAST_MILLIS = 30;

    private final long attentionNanos;
    private final Map<String, Long> slowNanos = new HashMap<>();
    private Long lastLookNanos;

    /** @param attentionNanos of the time between two looks no more than this counts */
    public Slowness(long attentionNanos) {
        this.attentionNanos = attentionNanos;
    }

    /**
     * Takes a look.
     *
     * @param health of nodes in their present lives
     * @return who is to be replaced, the worst first
     */
    public List<Unfit> look(long nowNanos, Configuration current, Map<String, Health> health) {
        long passedNanos = lastLookNanos == null ? 0 : Math.min(nowNanos - lastLookNanos, attentionNanos);
        lastLookNanos = nowNanos;
        List<String> line = current.line().stream().map(Member::nodeId).toList();
        Map<String, Health> all = new HashMap<>();
        line.forEach(id -> all.put(id, health.getOrDefault(id, Health.WELL)));
        slowNanos.keySet().retainAll(line);
        List<String> slow = new ArrayList<>();
        for (String nodeId : line) {
            if (isFarSlower(nodeId, all)) {
                slowNanos.merge(nodeId, 0L, (before, none) -> before + passedNanos);
            } else {
                slowNanos.remove(nodeId);
            }
            boolean slowForLong = slowNanos.getOrDefault(nodeId, 0L) >= SLOW_FOR_NANOS;
            if (slowForLong || all.get(nodeId).hungMillis() >= HUNG_MILLIS) {
                slow.add(nodeId);
            }
        }
        if (2 * slow.size() > line.size()) {
            return List.of();
        }
        slow.sort(Comparator.comparingLong(id -> -all.get(id).hungMillis()));
        return slow.stream().map(id -> new Unfit(id, Unfit.Why.SLOW)).toList();
    }

    private static boolean isFarSlower(String nodeId, Map<String, Health> all) {
        long slowestOther = all.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(nodeId))
                .mapToLong(entry -> entry.getValue().diskMillis())
                .max()
                .orElse(Long.MAX_VALUE / TIMES);
        long millis = all.get(nodeId).diskMillis();
        return millis >= SLOW_MILLIS && millis >= TIMES * Math.max(LEAST_MILLIS, slowestOther);
    }
}
