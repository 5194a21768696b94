package io.catena.simulation;

import io.catena.server.StandardOutput;
import io.catena.simulation.checker.files.UsageErrors;
import io.catena.simulation.planted.PlantedFault;
import io.catena.simulation.run.RunShape;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the simulator. */
@Command(
        name = "simulate",
        description = "Runs the protocol under simulated faults, one run for each seed.",
        sortOptions = false,
        footer = {
            "",
            "Exit codes: 0 nothing was broken (or the planted fault was found), 1 a rule was broken,",
            "2 bad usage, 3 a planted fault was not found, 4 the simulator itself failed."
        })
final class Simulate implements Callable<Integer> {
    private static final int CLEAN = 0;
    private static final int BROKEN = 1;
    private static final int NOT_FOUND = 3;
    private static final int FAILED = 4;
    private static final int PROGRESS_SECONDS = 5;
    private static final int LAST_LINES = 60;
    private static final int MOST_CHAINS = 16;
    private static final int MOST_REPLICAS = 8;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--seeds", paramLabel = "N", description = "How many runs; default ${DEFAULT-VALUE}.")
    private long seeds = 1000;

    @Option(names = "--seed", paramLabel = "S", description = "The first seed; the others follow it. Default: random.")
    private Long seed;

    @Option(names = "--minutes", paramLabel = "M", description = "As many runs as fit; overrides --seeds.")
    private double minutes;

    @Option(
            names = "--chains",
            paramLabel = "N",
            description =
                    "How many chains there are; default: one run in eight, and each with --replicas, has 2 to 4, all"
                            + " others 1.")
    private int chains;

    @Option(
            names = "--replicas",
            paramLabel = "R",
            description =
                    "On how many of its machines a run has each chain, so that chains move; default: one run in ten"
                            + " has them on 1 to 3, all others on all.")
    private int replicas;

    @Option(names = "--fault", paramLabel = "NAME", description = "Breaks a rule on purpose: ${COMPLETION-CANDIDATES}.")
    private PlantedFault fault = PlantedFault.NONE;

    @Option(
            names = "--every-fault",
            description =
                    "Looks for each planted fault in up to --seeds seeds from 1, and prints which check found it.")
    private boolean everyFault;

    @Option(names = "--trace", description = "Runs one seed and prints everything that happens.")
    private boolean trace;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Prints this.")
    private boolean help;

    private final SortedMap<String, Long> counts = new TreeMap<>();
    private long runs;
    private long simulatedNanos;
    private long events;
    private long reads;
    private long writes;

    public static void main(String[] arguments) {
        System.exit(StandardOutput.judge(commandLine().execute(arguments)));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Simulate())
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((problem, ignored) -> UsageErrors.print(problem))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().print("the simulator failed: ");
                    failure.printStackTrace(line.getErr());
                    return FAILED;
                });
    }

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--seeds must be 1 or more, not " + seeds);
        }
        if (!(minutes >= 0 && minutes < 1e6)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--minutes must be 0 or more, not " + minutes);
        }
        if (chains < 0 || chains > MOST_CHAINS) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--chains must be 1 to " + MOST_CHAINS + ", not " + chains);
        }
        if (replicas < 0 || replicas > MOST_REPLICAS) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--replicas must be 1 to " + MOST_REPLICAS + ", not " + replicas);
        }
        if (everyFault) {
            return findEveryFault(seed == null ? 1 : seed);
        }
        long first = seed == null ? new SplittableRandom().nextLong() >>> 16 : seed;
        System.out.printf(
                Locale.ROOT,
                "seed %d, %s, fault %s%n",
                first,
                minutes > 0 ? minutes + " minutes" : (trace ? 1 : seeds) + " seeds",
                fault);
        return trace ? traceOne(first) : runAll(first);
    }

    private int traceOne(long first) {
        Simulation.Result result = Simulation.trace(first, shape(first), fault, System.out::println);
        if (result.violation() == null) {
            return CLEAN;
        }
        System.out.println("BROKEN " + result.violation().getMessage());
        return BROKEN;
    }

    /** Prints the table of docs/simulation.md. */
    private int findEveryFault(long first) {
        boolean all = true;
        for (PlantedFault planted : PlantedFault.values()) {
            if (planted != PlantedFault.NONE) {
                Simulation.Result result = Simulation.find(planted, first, seeds);
                all &= result != null;
                System.out.println("| " + planted + " | "
                        + (result == null
                                ? "not in " + seeds + " | nothing"
                                : result.seed() - first + 1 + " | "
                                        + result.violation().check())
                        + " |");
            }
        }
        return all ? CLEAN : NOT_FOUND;
    }

    private int runAll(long first) {
        long startNanos = System.nanoTime();
        long limitNanos = minutes > 0 ? (long) (minutes * 60e9) : Long.MAX_VALUE;
        long lastProgress = 0;
        for (long s = first; minutes > 0 || s < first + seeds; s++) {
            Simulation.Result result = run(s);
            if (result.violation() != null) {
                summary(System.nanoTime() - startNanos);
                return broken(result);
            }
            long passed = System.nanoTime() - startNanos;
            if (passed > limitNanos) {
                break;
            }
            if (passed / 1_000_000_000 >= lastProgress + PROGRESS_SECONDS) {
                lastProgress = passed / 1_000_000_000;
                System.out.printf(Locale.ROOT, "%d s: %d seeds, nothing broken%n", lastProgress, runs);
            }
        }
        summary(System.nanoTime() - startNanos);
        if (fault != PlantedFault.NONE) {
            System.out.println("NOT FOUND " + fault + ": " + fault.sentence());
            return NOT_FOUND;
        }
        return CLEAN;
    }

    private Simulation.Result run(long s) {
        Simulation.Result result;
        try {
            result = Simulation.run(s, shape(s), fault);
        } catch (RuntimeException e) {
            throw new IllegalStateException("with seed " + s + " (" + replay(s) + ")", e);
        }
        runs++;
        simulatedNanos += result.simulatedNanos();
        events += result.events();
        reads += result.reads();
        writes += result.writes();
        result.counts().forEach((what, count) -> counts.merge(what, count, Long::sum));
        return result;
    }

    private RunShape shape(long s) {
        if (replicas > 0) {
            RunShape shape = chains > 0 ? RunShape.everywhere(chains) : RunShape.drawSeveral(s);
            return shape.placed(s, replicas);
        }
        if (chains == 0) {
            return Simulation.shape(s, fault);
        }
        return fault.needsPlacement() ? RunShape.drawPlaced(s).withChains(chains) : RunShape.everywhere(chains);
    }

    private String replay(long s) {
        return "scripts/simulate --seed " + s + (chains > 0 ? " --chains " + chains : "")
                + (replicas > 0 ? " --replicas " + replicas : "")
                + (fault == PlantedFault.NONE ? "" : " --fault " + fault) + " --trace";
    }

    private int broken(Simulation.Result result) {
        ArrayDeque<String> last = new ArrayDeque<>();
        Simulation.trace(result.seed(), shape(result.seed()), fault, line -> {
            last.addLast(line);
            if (last.size() > LAST_LINES) {
                last.removeFirst();
            }
        });
        System.out.println("the last events of seed " + result.seed() + ":");
        last.forEach(System.out::println);
        System.out.println("BROKEN in run " + runs + ", seed " + result.seed() + ": "
                + result.violation().getMessage());
        System.out.println("again: " + replay(result.seed()));
        return fault == PlantedFault.NONE ? BROKEN : CLEAN;
    }

    private void summary(long realNanos) {
        System.out.printf(
                Locale.ROOT,
                "%d seeds in %.1f s (%.1f a second); %.2f simulated hours, %.0f times real time%n",
                runs,
                realNanos / 1e9,
                runs / (realNanos / 1e9),
                simulatedNanos / 3.6e12,
                (double) simulatedNanos / realNanos);
        System.out.printf(Locale.ROOT, "%d events, %d reads and %d writes answered%n", events, reads, writes);
        counts.forEach((what, count) -> System.out.printf(Locale.ROOT, "  %10d %s%n", count, what));
    }
}
