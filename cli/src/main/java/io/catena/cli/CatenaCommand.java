package io.catena.cli;

import io.catena.cli.text.Console;
import io.catena.cli.text.ExitCode;
import io.catena.client.CatenaClient;
import io.catena.client.ServerAccess;
import io.catena.client.ServerAddress;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The program {@code catena}: parses the arguments, runs a command, and returns the exit code. It owns the global
 * options.
 */
@Command(
        name = "catena",
        description = "Reads, writes and operates a Catena chain.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        scope = ScopeType.INHERIT,
        usageHelpAutoWidth = true,
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  done",
            "  1  key not found, or the condition of a write did not hold",
            "  2  bad usage or bad input",
            "  3  unavailable, refused or timed out; certainly not done",
            "  4  may have been done",
            "  5  verify or digest found a difference",
            "  6  the chain serves, but is not as it should be (status, digest)",
            "  7  done, but the result could not be written"
        })
public final class CatenaCommand implements Runnable {
    /** The format of results. */
    enum Format {
        TABLE,
        JSON
    }

    private static final String REPLACEMENT_CHARACTER = "\uFFFD";

    private final Console console;
    private final UnaryOperator<String> environment;
    /** Null until the first command needs it. */
    private ServerSettings settled;
    /** Null until the first command needs it. */
    private ServerAccess access;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions serverOptions;

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "table|json",
            defaultValue = "table",
            description = "The format of the result.")
    private Format output;

    @Option(
            names = "--timeout",
            scope = ScopeType.INHERIT,
            paramLabel = "DURATION",
            converter = Timeout.class,
            description = "The limit for each call: seconds, or with a unit (5s, 200ms, 2m). Default: 5s; put, get and"
                    + " delete 15s; die, leave, digest and settings set 30s; load and verify 60s;"
                    + " drain and rebalance wait for as long as it takes.")
    private Long timeoutMillis;

    CatenaCommand(Console console, UnaryOperator<String> environment) {
        this.console = console;
        this.environment = environment;
    }

    public static void main(String[] args) {
        // What the client has to say of TLS files is a message of the command.
        System.setProperty("java.util.logging.SimpleFormatter.format", "catena: %5$s%n");
        System.exit(run(Console.system(), System::getenv, args));
    }

    /**
     * Runs a command line in this process.
     *
     * @param environment the value of a variable; null if it is not set
     * @return the exit code
     */
    public static int run(Console console, UnaryOperator<String> environment, String... given) {
        CatenaCommand catena = new CatenaCommand(console, environment);
        try {
            return catena.run(given);
        } finally {
            catena.close();
        }
    }

    private int run(String... given) {
        String[] args = withoutHelpWord(given);
        CommandLine commandLine = new CommandLine(this);
        Subcommands.among(args).forEach(commandLine::addSubcommand);
        commandLine
                .registerConverter(Path.class, CatenaCommand::path)
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(Errors::onParameter)
                .setExecutionExceptionHandler((e, command, ignored) -> Errors.onExecution(e, command));
        if (Arrays.stream(args).anyMatch(arg -> arg.contains(REPLACEMENT_CHARACTER))) {
            Errors.print(
                    commandLine,
                    "an argument is not UTF-8, or this locale passes on ASCII characters only; set LC_ALL=C.UTF-8, or"
                            + " use --hex");
            return ExitCode.USAGE;
        }
        return afterOutput(execute(commandLine, args), console, commandLine);
    }

    /** {@code help put} means {@code put --help}. */
    private static String[] withoutHelpWord(String... args) {
        if (args.length == 0 || !args[0].equals("help")) {
            return args;
        }
        String[] asked = Arrays.copyOfRange(args, 1, args.length + 1);
        asked[args.length - 1] = "--help";
        return asked;
    }

    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("an empty path names no file; give a path");
        }
        return Path.of(text);
    }

    /** An error of the JVM must not end the process with exit code 1, which means that a key is missing. */
    private static int execute(CommandLine commandLine, String... args) {
        try {
            return commandLine.execute(args);
        } catch (Error e) {
            Errors.print(
                    commandLine,
                    "this process failed, and the call may have been done: " + e
                            + "; give it more memory or threads, with CATENA_CLI_JAVA_OPTS for example");
            return ExitCode.UNKNOWN;
        }
    }

    /**
     * A result that could not be written is a failure. The exception is a reader that has closed the pipe, as head
     * does: that is no error to report.
     */
    private static int afterOutput(int exitCode, Console console, CommandLine commandLine) {
        if (!console.out().checkError()) {
            return exitCode;
        }
        if (console.outIsPipe()) {
            return exitCode == ExitCode.DONE ? ExitCode.BROKEN_PIPE : exitCode;
        }
        Errors.print(
                commandLine,
                "the result could not be written to the standard output; free space on its disk, or write it to"
                        + " another place");
        return exitCode == ExitCode.DONE ? ExitCode.NOT_WRITTEN : exitCode;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: put, get, delete, status, ...");
    }

    Console console() {
        return console;
    }

    UnaryOperator<String> environment() {
        return environment;
    }

    boolean json() {
        return output == Format.JSON;
    }

    /** What the global options on the command line say of servers. */
    ServerSettings given() {
        return serverOptions.given();
    }

    /** What options, environment and context together say of servers. */
    ServerSettings settled() {
        if (settled == null) {
            settled = serverOptions.settled(environment);
        }
        return settled;
    }

    List<ServerAddress> servers() {
        return ServerOptions.addresses(settled());
    }

    /** How single nodes are reached; it is closed when the command has ended. */
    ServerAccess access() {
        if (access == null) {
            access = ServerAccess.open(ServerOptions.tls(settled()), settled().tokenFile());
        }
        return access;
    }

    private void close() {
        if (access != null) {
            access.close();
        }
    }

    long timeoutMillis(long otherwise) {
        return timeoutMillis == null ? otherwise : timeoutMillis;
    }

    CatenaClient client(long defaultTimeoutMillis) {
        return CatenaClient.builder()
                .servers(servers())
                .tls(ServerOptions.tls(settled()))
                .tokenFile(settled().tokenFile())
                .timeoutMillis(timeoutMillis(defaultTimeoutMillis))
                .build();
    }
}
