package io.catena.bench;

import io.catena.bench.store.ServersException;
import io.catena.server.StandardOutput;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the benchmarks, which scripts/bench starts. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        version = "bench 0.1.0-SNAPSHOT",
        sortOptions = false,
        description = {
            "Measures Catena, and other stores for comparison. Servers run on the loopback of this machine and are",
            "removed afterwards. docs/benchmarks.md describes what is measured and how to read it."
        },
        subcommands = {
            RunCommand.class,
            PeersCommand.class,
            BuildsCommand.class,
            LimitsCommand.class,
            ScaleCommand.class,
            SeedCommand.class,
            FailoverCommand.class,
            RejoinCommand.class,
            RebalanceStudyCommand.class,
            PlacementStudyCommand.class,
            ReportCommand.class,
            MachineCommand.class
        },
        footer = {"", "Exit codes: 0 done, 1 failed, 2 bad usage, 7 the output could not be written."})
public final class Bench {
    private static final int HELP_COLUMNS = 116;

    private Bench() {}

    /** Ends the process with the exit code. */
    public static void main(String[] arguments) {
        System.exit(StandardOutput.judge(commandLine().execute(arguments)));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Bench()).setExpandAtFiles(false);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpWidth(HELP_COLUMNS);
        commandLine.setParameterExceptionHandler((e, arguments) -> {
            e.getCommandLine().getErr().println("bench: " + e.getMessage() + "; see --help");
            return CommandLine.ExitCode.USAGE;
        });
        commandLine.setExecutionExceptionHandler((e, command, result) -> {
            boolean explained = e instanceof ServersException || e instanceof IllegalStateException;
            command.getErr().println("bench: " + (explained ? e.getMessage() : e.toString()));
            return CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine;
    }
}
