package io.catena.simulation.checker.files;

import picocli.CommandLine;

/** What is said of bad arguments: one line that names the problem, not the whole of {@code --help}. */
public final class UsageErrors {
    private static final int BAD_USAGE = 2;

    private UsageErrors() {}

    /** Prints the problem; returns the exit code. */
    public static int print(CommandLine.ParameterException problem) {
        CommandLine command = problem.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String sentence = problem.getMessage().replaceAll("\\s*\\R\\s*", " ");
        command.getErr().println(name + ": " + sentence + "; see scripts/" + name + " --help");
        return BAD_USAGE;
    }
}
