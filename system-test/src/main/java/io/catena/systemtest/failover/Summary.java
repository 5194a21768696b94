package io.catena.systemtest.failover;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The median, the 99th percentile and the maximum of each kind of event, as a Markdown table. */
final class Summary {
    private static final String HEADER = """
            | event | times | write gap p50 | p99 | max | read gap p50 | p99 | max | slowest write | slowest read | errors |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """;

    private Summary() {}

    static String of(List<FailoverEvent> events) {
        Map<String, List<FailoverEvent>> byName =
                events.stream().collect(Collectors.groupingBy(FailoverEvent::name, TreeMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder(HEADER);
        byName.forEach((name, some) -> text.append(row(name, some)));
        Predicate<FailoverEvent> killed = failoverEvent -> failoverEvent.kind() == FailoverEvent.Kind.KILL;
        addRow(text, "KILL of any", events.stream().filter(killed).toList());
        addRow(
                text,
                "... that was the controller",
                events.stream().filter(killed.and(FailoverEvent::controller)).toList());
        addRow(
                text,
                "... that was not",
                events.stream()
                        .filter(killed.and(failoverEvent -> !failoverEvent.controller()))
                        .toList());
        return text.toString();
    }

    private static void addRow(StringBuilder text, String name, List<FailoverEvent> events) {
        if (!events.isEmpty()) {
            text.append(row(name, events));
        }
    }

    private static String row(String name, List<FailoverEvent> events) {
        ToLongFunction<FailoverEvent> write =
                failoverEvent -> failoverEvent.seen().writes().longestGap();
        ToLongFunction<FailoverEvent> read =
                failoverEvent -> failoverEvent.seen().reads().longestGap();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d |%n",
                name,
                events.size(),
                quantile(events, write, 50),
                quantile(events, write, 99),
                quantile(events, write, 100),
                quantile(events, read, 50),
                quantile(events, read, 99),
                quantile(events, read, 100),
                quantile(events, failoverEvent -> failoverEvent.seen().writes().slowest(), 100),
                quantile(events, failoverEvent -> failoverEvent.seen().reads().slowest(), 100),
                events.stream()
                        .mapToLong(failoverEvent -> failoverEvent.seen().errors())
                        .sum());
    }

    /** The smallest value that this percentage of all values does not exceed: of 50 values, p99 is the highest. */
    static long quantile(List<FailoverEvent> events, ToLongFunction<FailoverEvent> value, int percent) {
        long[] sorted = events.stream().mapToLong(value).sorted().toArray();
        int rank = (int) Math.ceil(sorted.length * percent / 100.0);
        return sorted[Math.max(0, rank - 1)];
    }
}
