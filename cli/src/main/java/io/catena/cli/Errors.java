package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.client.ForbiddenException;
import io.catena.client.InvalidRequestException;
import io.catena.client.OutcomeUnknownException;
import io.catena.client.Printable;
import io.catena.client.RefusedException;
import io.catena.client.ServerAddress;
import io.catena.client.UnavailableException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;

/** Turns an exception of a command into a message of one line and an exit code. */
final class Errors {
    private Errors() {}

    static int onParameter(CommandLine.ParameterException e, String... args) {
        CommandLine command = e.getCommandLine();
        boolean optionOrData =
                e instanceof CommandLine.UnmatchedArgumentException unmatched && unmatched.isUnknownOption()
                        || e instanceof CommandLine.MissingParameterException && hasUnknownOption(command, args);
        print(
                command,
                oneLine(e.getMessage())
                        + (optionOrData ? "; put -- before a key or value that begins with -" : "")
                        + "; see '" + command.getCommandSpec().qualifiedName() + " --help'");
        return ExitCode.USAGE;
    }

    /** An unknown option is taken for a parameter, so that another one is reported as missing first. */
    private static boolean hasUnknownOption(CommandLine command, String... args) {
        return Arrays.stream(args)
                .filter(arg -> arg.startsWith("-") && arg.length() > 1 && !arg.equals("--"))
                .anyMatch(arg -> command.getCommandSpec().findOption(arg.split("=", 2)[0]) == null);
    }

    static int onExecution(Exception e, CommandLine command) {
        Throwable cause = e;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        print(command, message(cause, command));
        return exitCode(cause);
    }

    /** If no server could be reached, the user has perhaps not named the right ones; so this is said. */
    private static String message(Throwable cause, CommandLine command) {
        boolean nobodySpoke = cause instanceof UnavailableException unavailable
                && unavailable.reason() == UnavailableException.Reason.DEADLINE;
        Optional<String> inVain = nobodySpoke ? PortCheck.inVain(servers(command)) : Optional.empty();
        return inVain.map(servers -> "nothing was done: cannot connect to " + servers
                        + "; start a server there, or name other servers with --servers or CATENA_SERVERS")
                .orElseGet(() -> message(cause));
    }

    private static List<ServerAddress> servers(CommandLine command) {
        CatenaCommand catena = (CatenaCommand) command.getCommandSpec().root().userObject();
        return catena.servers();
    }

    static int exitCode(Throwable cause) {
        if (cause instanceof CommandFailure failure) {
            return failure.exitCode();
        }
        if (cause instanceof InvalidRequestException || cause instanceof IOException) {
            return ExitCode.USAGE;
        }
        if (cause instanceof UnavailableException
                || cause instanceof RefusedException
                || cause instanceof ForbiddenException) {
            return ExitCode.UNAVAILABLE;
        }
        return ExitCode.UNKNOWN;
    }

    static String message(Throwable cause) {
        boolean expected = cause instanceof CommandFailure
                || cause instanceof InvalidRequestException
                || cause instanceof UnavailableException
                || cause instanceof RefusedException
                || cause instanceof ForbiddenException
                || cause instanceof OutcomeUnknownException;
        if (expected) {
            return oneLine(cause.getMessage());
        }
        if (cause instanceof IOException) {
            return oneLine(fileProblem((IOException) cause)) + "; check the file";
        }
        return "unexpected error, please report it: " + oneLine(cause.toString());
    }

    private static String fileProblem(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        if (e instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        return e.getMessage() == null ? "reading or writing failed" : "reading or writing failed: " + e.getMessage();
    }

    static void print(CommandLine command, String message) {
        command.getErr().println(Printable.of("catena: " + message));
        command.getErr().flush();
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ");
    }
}
