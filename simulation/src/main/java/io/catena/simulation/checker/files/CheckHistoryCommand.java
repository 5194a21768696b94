package io.catena.simulation.checker.files;

import io.catena.server.StandardOutput;
import io.catena.simulation.checker.HistoryChecker;
import io.catena.simulation.checker.Operation;
import io.catena.simulation.checker.OperationText;
import io.catena.simulation.checker.SearchLimits;
import io.catena.simulation.checker.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line of the checker; scripts/check-history starts it. */
@Command(
        name = "check-history",
        mixinStandardHelpOptions = true,
        version = "check-history 0.1.0",
        sortOptions = false,
        exitCodeOnExecutionException = CheckHistoryCommand.UNREADABLE,
        description = "Tells whether a recorded history is linearizable, key by key.",
        footer = {
            "",
            "Exit codes: 0 linearizable, 1 not linearizable (an offending part is printed), 2 bad usage or unreadable,",
            "3 gave up. docs/checker.md describes the formats."
        })
public final class CheckHistoryCommand implements Callable<Integer> {
    private static final int LINEARIZABLE = 0;
    private static final int NOT_LINEARIZABLE = 1;
    static final int UNREADABLE = 2;
    private static final int GAVE_UP = 3;

    @Parameters(paramLabel = "FILE", description = "The history.")
    private Path file;

    @Option(
            names = "--format",
            defaultValue = "catena",
            converter = FormatConverter.class,
            description = "catena, porcupine-etcd or porcupine-kv (default: ${DEFAULT-VALUE}).")
    private HistoryFormat format;

    @Option(
            names = "--timeout",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "When to give up: 500ms, 60s, 5m; 0s for never (default: ${DEFAULT-VALUE}).")
    private Long timeoutMillis;

    @Option(
            names = "--max-configurations",
            defaultValue = "2000000",
            description = "How many configurations of one key to remember, which bounds the memory; some hundred bytes"
                    + " each (default: ${DEFAULT-VALUE}).")
    private long maxConfigurations;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(StandardOutput.judge(commandLine().execute(arguments)));
    }

    static CommandLine commandLine() {
        return new CommandLine(new CheckHistoryCommand())
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((problem, ignored) -> UsageErrors.print(problem));
    }

    @Override
    public Integer call() {
        if (maxConfigurations < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--max-configurations must be 1 or more, not " + maxConfigurations);
        }
        List<Operation> operations;
        try {
            operations = format.read(file);
        } catch (UnreadableHistoryException e) {
            return unreadable(e.getMessage());
        } catch (NoSuchFileException e) {
            return unreadable("there is no such file");
        } catch (AccessDeniedException e) {
            return unreadable("there is no permission to read it");
        } catch (IOException e) {
            return unreadable("cannot read it: " + e.getMessage());
        }
        if (operations.isEmpty()) {
            return unreadable("it holds no operation, so there is nothing to judge");
        }
        HistoryChecker.HistoryVerdict verdict =
                HistoryChecker.check(operations, new SearchLimits(maxConfigurations, timeoutMillis));
        print(verdict, operations.size());
        return switch (verdict.result()) {
            case LINEARIZABLE -> LINEARIZABLE;
            case NOT_LINEARIZABLE -> NOT_LINEARIZABLE;
            case GAVE_UP -> GAVE_UP;
        };
    }

    private int unreadable(String why) {
        spec.commandLine().getErr().println("check-history: " + file + ": " + why);
        return UNREADABLE;
    }

    private void print(HistoryChecker.HistoryVerdict verdict, int operations) {
        PrintWriter out = spec.commandLine().getOut();
        for (Verdict bad : verdict.with(Verdict.Result.NOT_LINEARIZABLE)) {
            out.println(
                    "Key \"" + bad.key() + "\" is not linearizable. An offending part, with positions in the history:");
            out.print(OperationText.of(bad.operations()));
        }
        for (Verdict unclear : verdict.with(Verdict.Result.GAVE_UP)) {
            out.println("Key \"" + unclear.key() + "\": gave up after " + unclear.configurations()
                    + " configurations; try a higher --timeout or --max-configurations");
        }
        String result = verdict.result().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        out.println(
                result + ": " + operations + " operations, " + verdict.byKey().size() + " keys");
        out.flush();
    }

    /** The names of the formats. */
    static final class FormatConverter implements ITypeConverter<HistoryFormat> {
        @Override
        public HistoryFormat convert(String text) {
            for (HistoryFormat format : HistoryFormat.values()) {
                if (format.toString().equals(text)) {
                    return format;
                }
            }
            throw new TypeConversionException("'" + text + "' is not catena, porcupine-etcd or porcupine-kv");
        }
    }

    /** Durations as milliseconds. */
    static final class DurationConverter implements ITypeConverter<Long> {
        private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");

        @Override
        public Long convert(String text) {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is no duration such as 500ms, 60s or 5m");
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> number;
                case "s" -> 1_000 * number;
                default -> 60_000 * number;
            };
        }
    }
}
