package io.catena.server.recovery;

import io.catena.server.StandardOutput;
import io.catena.server.chain.Escaped;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.storage.DataDirectoryException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line for a chain that ZooKeeper or its last members have lost. See docs/recovery.md. */
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        version = "catena recover 0.1.0-SNAPSHOT",
        description = "Forms a chain again that ZooKeeper has lost, or whose last members are permanently lost.",
        footer = {
            "",
            "docs/recovery.md describes the steps, their order, and what they assume.",
            "Exit codes: 0 done (or shown, with --dry-run), 2 bad usage or input, 3 refused or impossible, nothing"
                    + " was changed, 4 may have been done, 7 the output could not be written."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {InspectCommand.class, ZooKeeperCommand.class, ChainCommand.class})
public final class RecoverMain {
    static final int BAD_INPUT = 2;
    static final int NOT_DONE = 3;
    static final int MAYBE_DONE = 4;
    private static final int MAX_SENTENCE_CHARACTERS = 4_000;

    private RecoverMain() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(StandardOutput.judge(commandLine().execute(arguments)));
    }

    /** For tests, which read its output and give it input. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new RecoverMain()).setExpandAtFiles(false);
        commandLine.setParameterExceptionHandler((e, arguments) -> {
            commandLine.getErr().println("recover: " + firstLine(e.getMessage()) + "; see --help");
            return BAD_INPUT;
        });
        commandLine.setExecutionExceptionHandler((e, command, result) -> {
            command.getErr().println("recover: " + firstLine(e.getMessage()));
            return codeOf(e);
        });
        return commandLine;
    }

    private static int codeOf(Exception e) throws Exception {
        if (e instanceof RecoveryOutcomeUnknownException) {
            return MAYBE_DONE;
        }
        if (e instanceof RecoveryException) {
            boolean inUse = e.getCause() instanceof DataDirectoryException directory
                    && directory.reason() == DataDirectoryException.Reason.IN_USE;
            return inUse ? NOT_DONE : BAD_INPUT;
        }
        if (e instanceof ZooKeeperUnavailable || e instanceof CoordinationException) {
            return NOT_DONE;
        }
        throw e;
    }

    /** Escaped, because the text may contain what other processes wrote, and a terminal acts on control characters. */
    static String firstLine(String text) {
        return Escaped.of(String.valueOf(text).lines().findFirst().orElse(""), MAX_SENTENCE_CHARACTERS);
    }
}
