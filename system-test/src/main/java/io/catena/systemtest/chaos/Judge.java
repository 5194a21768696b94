package io.catena.systemtest.chaos;

import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.HistoryChecker;
import io.catena.simulation.checker.Operation;
import io.catena.simulation.checker.SearchLimits;
import io.catena.simulation.checker.Verdict;
import io.catena.simulation.checker.files.HistoryWriter;
import io.catena.systemtest.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Has histories checked, and writes those that are not linearizable to files for scripts/check-history. Thread-safe.
 */
final class Judge {
    private static final SearchLimits LIMITS = new SearchLimits(2_000_000, 60_000);

    private static final int KEPT = 3;

    private final Findings findings;
    private final Path evidence;
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong keys = new AtomicLong();
    private final AtomicLong undecided = new AtomicLong();

    /** @param evidence the beginning of the names of these files */
    Judge(Findings findings, Path evidence) {
        this.findings = findings;
        this.evidence = evidence;
    }

    /** Judges the whole history of the keys of a generation. */
    void judge(Generation generation, List<Operation> history) {
        HistoryChecker.HistoryVerdict verdict = HistoryChecker.check(history, LIMITS);
        operations.addAndGet(history.size());
        keys.addAndGet(verdict.byKey().size());
        List<Verdict> bad = verdict.with(Verdict.Result.NOT_LINEARIZABLE);
        List<Verdict> unclear = verdict.with(Verdict.Result.GAVE_UP);
        undecided.addAndGet(unclear.size());
        report(bad, "not linearizable", generation, history);
        report(unclear, "not decided within the limits", generation, history);
    }

    private void report(List<Verdict> verdicts, String what, Generation generation, List<Operation> history) {
        if (!verdicts.isEmpty()) {
            String kept = verdicts.stream()
                    .limit(KEPT)
                    .map(verdict -> keep(verdict.key(), history))
                    .collect(Collectors.joining(", "));
            findings.add(verdicts.size() + " of the keys that were used from second " + generation.beginSecond()
                    + " on: " + what + ". Look with scripts/check-history at " + kept);
        }
    }

    /** To be called when a failure prevents the judgement. */
    void broken(String what) {
        findings.add(what);
    }

    private String keep(String key, List<Operation> history) {
        Path file = evidence.resolveSibling(evidence.getFileName() + "-" + key + ".jsonl");
        List<Operation> ofKey = history.stream()
                .filter(operation -> operation.call().key().equals(key))
                .toList();
        try {
            write(file, ofKey);
            return file.toString();
        } catch (IOException e) {
            return "its history could not be kept: " + e;
        }
    }

    private record Line(long position, Operation operation, boolean isCall) {}

    private static void write(Path file, List<Operation> history) throws IOException {
        List<Line> lines = history.stream()
                .flatMap(operation -> Stream.of(
                        new Line(operation.invoked(), operation, true),
                        new Line(operation.returned(), operation, false)))
                .sorted(Comparator.comparingLong(Line::position))
                .toList();
        AtomicLong position = new AtomicLong();
        try (HistoryWriter writer = new HistoryWriter(Files.newOutputStream(file), position::get)) {
            for (Line line : lines) {
                position.set(line.position);
                writeLine(writer, line);
            }
        }
    }

    /**
     * The process of an open operation may have made further calls, so each open operation gets a process number of its
     * own.
     */
    private static void writeLine(HistoryWriter writer, Line line) throws IOException {
        Operation operation = line.operation;
        int process = operation.isOpen() ? 1_000_000 + (int) operation.invoked() : operation.process();
        if (line.isCall) {
            writer.invoke(process, operation.call());
        } else if (operation.isOpen()) {
            writer.unknown(process, operation.call());
        } else {
            writer.ok(process, operation.call(), operation.answer());
        }
    }

    /** Judges the values that the members hold of a key at the end, one after the other. */
    void judgeEnd(Settled key, List<Answer> found) {
        Verdict verdict = key.judge(found);
        if (!verdict.isLinearizable()) {
            findings.add("key " + key.key() + " at the end: " + verdict.result() + "; last read before " + key.last()
                    + ", still open " + key.open() + ", found " + found);
        }
    }

    String counts() {
        return operations + " operations on " + keys + " keys judged"
                + (undecided.get() == 0 ? "" : ", " + undecided + " keys undecided");
    }
}
