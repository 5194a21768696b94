package io.catena.server.trace;

import io.catena.server.StandardOutput;
import io.catena.server.chain.Escaped;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Repeats what a traced node has done. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        version = "catena replay 0.1.0-SNAPSHOT",
        description = {
            "Passes the events of a trace to the protocol, and compares its effects with those of the node.",
            "A node that was started with --trace writes trace.jsonl in its data directory. Use the build of that node."
        },
        footer = {
            "",
            "Exit codes: 0 the same effects in every step, 1 a step differs and is shown, 2 bad usage or no trace, 7"
                    + " the output could not be written."
        })
public final class ReplayMain implements Callable<Integer> {
    private static final int DIFFERS = 1;
    private static final int NO_TRACE = 2;
    private static final int MAX_SHOWN_CHARACTERS = 4_000;

    @Parameters(paramLabel = "FILE", description = "The trace.")
    private Path file;

    @Option(names = "--print", description = "Print each step: its event and its effects.")
    private boolean print;

    @Spec
    private CommandSpec spec;

    private long lines;
    private long lives;

    private ReplayMain() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(StandardOutput.judge(commandLine().execute(arguments)));
    }

    /** For tests, which read its output. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new ReplayMain()).setExpandAtFiles(false);
        commandLine.setParameterExceptionHandler((e, arguments) -> {
            commandLine
                    .getErr()
                    .println("replay: " + Escaped.of(e.getMessage(), MAX_SHOWN_CHARACTERS) + "; see --help");
            return NO_TRACE;
        });
        return commandLine;
    }

    @Override
    public Integer call() {
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return replay(in);
        } catch (TraceException e) {
            return refuse(file + ", line " + lines + ": " + e.getMessage());
        } catch (IOException e) {
            return refuse(file + " cannot be read: " + e);
        }
    }

    private int refuse(String why) {
        spec.commandLine().getErr().println("replay: " + Escaped.of(why, MAX_SHOWN_CHARACTERS));
        return NO_TRACE;
    }

    private int replay(BufferedReader in) throws IOException, TraceException {
        PrintWriter out = spec.commandLine().getOut();
        Replay replay = new Replay();
        String text = in.readLine();
        while (text != null) {
            String next = in.readLine();
            lines++;
            if (next == null && !text.endsWith("}")) {
                out.println("line " + lines + " is not complete: the process ended while it wrote the line");
                break;
            }
            Replay.Done done = replay.line(text);
            lives += done.line() instanceof Line.Begin ? 1 : 0;
            if (print) {
                out.println(lines + " " + Escaped.of(text, MAX_SHOWN_CHARACTERS));
            }
            if (done.difference() != null) {
                out.println("line " + lines + ": " + Escaped.of(done.difference(), MAX_SHOWN_CHARACTERS));
                out.flush();
                return DIFFERS;
            }
            text = next;
        }
        out.println(lives + " lives, " + (lines - lives) + " steps: the same effects in each");
        out.flush();
        return 0;
    }
}
