package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the member that is to be replaced because a round takes long from one member to the next (H9). That time
 * belongs to two members and their link, so another sign must show which of them is to blame: it answers the
 * controller, too, far slower than all others do, or it was slow with another neighbour before. If neither shows, it is
 * the one nearer to the tail.
 */
final class SlowHop {
    /** One answer is of the controller's own node: to compare two others takes three. */
    private static final int ENOUGH_ANSWERS = 3;

    /** Less than {@link OutlierDetector#TIMES}: a hop is slow by either end, or by what lies between. */
    private static final int TIMES_AS_LONG = 4;

    /**
     * A node whose hops are not slow for this time was not to blame for the slow one before: half of it is enough to
     * notice one.
     */
    private static final long ACQUITTAL_NANOS = 30_000_000_000L;

    private final FarSlower hops = new FarSlower(TIMES_AS_LONG);
    private final FarSlower answers = new FarSlower(OutlierDetector.TIMES);
    private final LinkBlame linkBlame = new LinkBlame(ACQUITTAL_NANOS);

    /** The nodes that may be removed for it, the better choice first; none if it is not known which is to blame. */
    List<String> look(
            long nowNanos,
            long passedNanos,
            Configuration current,
            Map<String, Health> health,
            Map<String, Long> answerMillis) {
        List<String> members = current.members().stream().map(Member::nodeId).toList();
        Map<String, Long> hopMillis = hopMillis(members, health);
        Map<String, Long> asked = new LinkedHashMap<>();
        members.stream().filter(answerMillis::containsKey).forEach(id -> asked.put(id, answerMillis.get(id)));
        String slowToAnswer = answers.look(passedNanos, asked.size() < ENOUGH_ANSWERS ? Map.of() : asked)
                .orElse("");
        linkBlame.look(nowNanos, members, atSlowHops(members, hopMillis));
        String lower = hops.look(passedNanos, hopMillis).orElse("");
        if (isAtASlowHop(slowToAnswer, members, hopMillis)) {
            return List.of(slowToAnswer);
        }
        if (lower.isEmpty()) {
            return List.of();
        }
        String upper = members.get(members.indexOf(lower) - 1);
        linkBlame.note(upper, lower);
        linkBlame.note(lower, upper);
        return linkBlame.of(upper).size() > linkBlame.of(lower).size() ? List.of(upper, lower) : List.of(lower, upper);
    }

    /** The time of each hop, by the id of its lower end. */
    private static Map<String, Long> hopMillis(List<String> members, Map<String, Health> health) {
        Map<String, Long> millis = new LinkedHashMap<>();
        for (int i = 1; i < members.size(); i++) {
            millis.put(members.get(i), health.get(members.get(i - 1)).hopMillis());
        }
        return millis;
    }

    private static Set<String> atSlowHops(List<String> members, Map<String, Long> hopMillis) {
        return members.stream()
                .filter(id -> isAtASlowHop(id, members, hopMillis))
                .collect(Collectors.toSet());
    }

    private static boolean isAtASlowHop(String id, List<String> members, Map<String, Long> hopMillis) {
        int position = members.indexOf(id);
        if (position < 0) {
            return false;
        }
        long above = hopMillis.getOrDefault(id, 0L);
        long below = position + 1 < members.size() ? hopMillis.get(members.get(position + 1)) : 0;
        return Math.max(above, below) >= FarSlower.SLOW_MILLIS;
    }
}
