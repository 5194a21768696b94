package io.catena.bench.rebalance;

import io.catena.bench.load.Kind;
import io.catena.bench.output.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The tables of the study, worked out from what was written down while it ran. */
final class PhaseTables {
    private static final List<Kind> KINDS = List.of(Kind.PUT, Kind.GET);
    private static final double SECOND_NANOS = 1e9;
    private static final String ALL_BETWEEN = "all moves";

    private final List<Phase> phases;
    private final CallLog log;

    /** @param phases in their order; nothing moves in the first one */
    PhaseTables(List<Phase> phases, CallLog log) {
        this.phases = phases;
        this.log = log;
    }

    /** What clients noticed: a row for each phase and kind of call, and for all between the first phase and the last one. */
    Table calls() {
        Table table = new Table(
                "phase",
                "seconds",
                "operation",
                "calls",
                "failed",
                "p50_ms",
                "p99_ms",
                "p99_to_before",
                "max_ms",
                "longest_gap_of_a_chain_ms");
        for (Phase phase : phases) {
            addCalls(table, phase.name(), phase.beginNanos(), phase.endNanos());
        }
        if (phases.size() > 2) {
            long lastMovedNanos = phases.get(phases.size() - 2).endNanos();
            addCalls(table, ALL_BETWEEN, phases.get(1).beginNanos(), lastMovedNanos);
        }
        return table;
    }

    private void addCalls(Table table, String name, long beginNanos, long endNanos) {
        Phase first = phases.get(0);
        for (Kind kind : KINDS) {
            CallLog.Figures figures = log.figures(kind, beginNanos, endNanos);
            CallLog.Figures before = log.figures(kind, first.beginNanos(), first.endNanos());
            table.add(
                    name,
                    (endNanos - beginNanos) / SECOND_NANOS,
                    kind,
                    figures.calls(),
                    figures.failed(),
                    figures.p50Millis(),
                    figures.p99Millis(),
                    figures.p99Millis() / before.p99Millis(),
                    figures.maxMillis(),
                    log.longestGapMillis(kind, beginNanos, endNanos));
        }
    }

    /** What moved: a row for each phase. */
    Table moves(long bytesOfReplica) {
        Table table = new Table(
                "phase",
                "until_even_s",
                "nodes",
                "replicas_made",
                "least_possible",
                "mib_made",
                "snapshot_pieces",
                "replicas_of_a_node",
                "heads_of_a_node",
                "tails_of_a_node");
        for (Phase phase : phases) {
            Spread after = phase.after();
            int made = after.madeSince(phase.before());
            table.add(
                    phase.name(),
                    (phase.evenNanos() - phase.beginNanos()) / SECOND_NANOS,
                    after.byNode().size(),
                    made,
                    phase.least(),
                    (double) made * bytesOfReplica / (1 << 20),
                    phase.pieces(),
                    after.range(Spread.Carried::replicas),
                    after.range(Spread.Carried::heads),
                    after.range(Spread.Carried::tails));
        }
        return table;
    }

    /** What each node carried at the end of each phase. */
    Table nodes() {
        Table table = new Table("phase", "node", "replicas", "heads", "tails");
        for (Phase phase : phases) {
            phase.after()
                    .byNode()
                    .forEach((port, carried) ->
                            table.add(phase.name(), port, carried.replicas(), carried.heads(), carried.tails()));
        }
        return table;
    }

    /** What clients noticed, second by second; the last part of a phase is left out. */
    Table seconds() {
        List<String> columns = new ArrayList<>(List.of("second", "phase"));
        KINDS.forEach(kind ->
                columns.addAll(List.of(kind + "_p50_ms", kind + "_p99_ms", kind + "_max_ms", kind + "_failed")));
        Table table = new Table(columns);
        long second = TimeUnit.SECONDS.toNanos(1);
        long startNanos = phases.get(0).beginNanos();
        long endNanos = phases.get(phases.size() - 1).endNanos();
        for (long at = startNanos; at + second - endNanos <= 0; at += second) {
            List<Object> cells = new ArrayList<>(List.of((at - startNanos) / second, phaseAt(at)));
            for (Kind kind : KINDS) {
                CallLog.Figures figures = log.figures(kind, at, at + second);
                cells.addAll(List.of(figures.p50Millis(), figures.p99Millis(), figures.maxMillis(), figures.failed()));
            }
            table.add(cells);
        }
        return table;
    }

    private String phaseAt(long nanos) {
        return phases.stream()
                .filter(phase -> nanos - phase.endNanos() < 0)
                .findFirst()
                .map(Phase::name)
                .orElse("");
    }
}
