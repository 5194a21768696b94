package io.catena.bench;

import io.catena.bench.report.PlotReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Draws all plots again. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Draws the plots of all studies from the CSV files in the results' folder.")
final class ReportCommand implements Callable<Integer> {
    @Option(
            names = "--results",
            description = "The folder that holds one folder for each study (default: results/ of the project).")
    private Path results;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path folder = results != null ? results : StudyOptions.root().resolve("results");
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(
                    spec.commandLine(), "there is no folder " + folder + "; name another with --results");
        }
        PrintWriter out = spec.commandLine().getOut();
        for (Path plot : new PlotReport(folder).draw()) {
            out.println(plot);
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
