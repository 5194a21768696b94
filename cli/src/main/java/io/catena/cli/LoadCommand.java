package io.catena.cli;

import io.catena.cli.bulk.Loading;
import io.catena.cli.bulk.PairReader;
import io.catena.cli.bulk.Progress;
import io.catena.cli.bulk.ResumeFile;
import io.catena.cli.text.ByteText;
import io.catena.cli.text.ExitCode;
import io.catena.cli.text.Json;
import io.catena.client.CatenaClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        description =
                "Puts all pairs of a file: one on each line, key and value separated by a tab. After an interruption"
                        + " the same command goes on where it stopped. Of two lines with the same key the later one"
                        + " holds.")
final class LoadCommand implements Callable<Integer> {
    private static final long TIMEOUT_MILLIS = 60_000;
    private static final String STANDARD_INPUT = "-";
    private static final String SUFFIX = ".catena-load";

    @ParentCommand
    private CatenaCommand catena;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ByteText byteText;

    @Parameters(paramLabel = "FILE", description = "The file; - is standard input.")
    private String file;

    @Option(
            names = "--resume-file",
            paramLabel = "FILE",
            description = "The file that notes how much has been loaded. Default: FILE with '" + SUFFIX
                    + "' added; none for standard input and pipes.")
    private Path resumeFile;

    @Override
    public Integer call() throws IOException {
        boolean standardInput = file.equals(STANDARD_INPUT);
        boolean readableAgain = !standardInput && Files.isRegularFile(Path.of(file));
        Progress progress = new Progress(catena.console(), readableAgain ? Files.size(Path.of(file)) : 0);
        try (CatenaClient client = catena.client(TIMEOUT_MILLIS);
                InputStream in = standardInput ? catena.console().in() : Files.newInputStream(Path.of(file));
                PairReader reader = new PairReader(in, byteText)) {
            Loading loading = new Loading(reader, client, progress, resume(readableAgain));
            Thread onInterrupt = new Thread(() -> interrupted(loading), "catena-load-interrupted");
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            try (progress) {
                progress.start();
                loading.run();
            } catch (IOException | RuntimeException e) {
                return failed(loading, progress, e);
            } finally {
                forget(onInterrupt);
            }
            progress.finish();
            report(loading, progress);
        }
        return ExitCode.DONE;
    }

    /** Input that is no regular file, such as a pipe, cannot be read again, and no file can be put beside it. */
    private ResumeFile resume(boolean readableAgain) {
        if (resumeFile != null) {
            return new ResumeFile(resumeFile, true);
        }
        return readableAgain ? new ResumeFile(Path.of(file + SUFFIX), false) : null;
    }

    private int failed(Loading loading, Progress progress, Exception e) throws IOException {
        progress.finish();
        int exitCode = Errors.onExecution(e, spec.commandLine());
        loading.save();
        if (loading.lines() > 0) {
            explain(loading);
        }
        return exitCode;
    }

    private void interrupted(Loading loading) {
        if (loading.isFinished()) {
            return;
        }
        try {
            loading.save();
        } catch (IOException e) {
            Errors.print(spec.commandLine(), Errors.message(e));
        }
        catena.console().err().println();
        explain(loading);
    }

    private void explain(Loading loading) {
        boolean remembered = loading.remembers();
        Errors.print(
                spec.commandLine(),
                "the first " + loading.lines() + " lines are loaded; "
                        + (remembered
                                ? "run the same command again to load the rest"
                                : "loading them again does no harm"));
    }

    private static void forget(Thread onInterrupt) {
        try {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs, and reports.
            return;
        }
    }

    private void report(Loading loading, Progress progress) throws IOException {
        if (catena.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("pairs", loading.pairs());
            json.put("lines", loading.lines());
            json.put("seconds", progress.seconds());
            json.put("pairsPerSecond", progress.perSecond(loading.pairs()));
            Json.print(catena.console().out(), json);
        } else {
            catena.console().result("loaded " + progress.summary(loading.pairs()));
        }
    }
}
