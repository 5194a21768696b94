package io.catena.simulation.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks whole histories, key by key. Stateless; may be called from any thread. */
public final class HistoryChecker {
    private HistoryChecker() {}

    /**
     * The verdicts on the keys of a history, in the order of the keys.
     *
     * @param result not linearizable if any key is not; else gave up if that was so for any key; else linearizable
     * @param byKey one for each key
     */
    public record HistoryVerdict(Verdict.Result result, List<Verdict> byKey) {
        /** The verdicts on keys with this result. */
        public List<Verdict> with(Verdict.Result wanted) {
            return byKey.stream().filter(v -> v.result() == wanted).toList();
        }
    }

    /**
     * Checks the operations, in any order, on any number of keys.
     *
     * @param searchLimits the configurations are for each key, the time is for all of them together
     */
    public static HistoryVerdict check(List<Operation> operations, SearchLimits searchLimits) {
        long start = System.nanoTime();
        Map<String, List<Operation>> byKey = operations.stream()
                .collect(Collectors.groupingBy(o -> o.call().key(), TreeMap::new, Collectors.toList()));
        List<Verdict> verdicts = new ArrayList<>();
        for (List<Operation> ofOneKey : byKey.values()) {
            verdicts.add(LinearizabilityChecker.check(ofOneKey, rest(searchLimits, start)));
        }
        return new HistoryVerdict(overall(verdicts), List.copyOf(verdicts));
    }

    private static SearchLimits rest(SearchLimits searchLimits, long startNanos) {
        if (searchLimits.timeoutMillis() == 0) {
            return searchLimits;
        }
        long spentMillis = (System.nanoTime() - startNanos) / 1_000_000;
        return searchLimits.withTimeoutMillis(Math.max(1, searchLimits.timeoutMillis() - spentMillis));
    }

    private static Verdict.Result overall(List<Verdict> verdicts) {
        Verdict.Result overall = Verdict.Result.LINEARIZABLE;
        for (Verdict verdict : verdicts) {
            if (verdict.result() == Verdict.Result.NOT_LINEARIZABLE) {
                return verdict.result();
            }
            if (verdict.result() == Verdict.Result.GAVE_UP) {
                overall = verdict.result();
            }
        }
        return overall;
    }
}
