package io.catena.bench;

import io.catena.bench.output.Format;
import io.catena.bench.output.StudyFolder;
import io.catena.bench.output.Table;
import io.catena.bench.store.StartPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where servers run and where results go. */
final class StudyOptions {
    private static final int HIGHEST_BASE_PORT = 65_000;

    @Option(
            names = "--base-port",
            defaultValue = "18400",
            description = "The first of the ports on 127.0.0.1 on which servers listen (default: ${DEFAULT-VALUE}).")
    private int basePort;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table, json or csv (default: ${DEFAULT-VALUE}).")
    private Format output;

    @Option(
            names = "--save",
            arity = "0..1",
            paramLabel = "FOLDER",
            fallbackValue = "",
            description = {
                "Also save CSV files, the machine and the command in a folder. Without FOLDER it is results/ and the name",
                "of the command. scripts/bench report draws the plots."
            })
    private String save;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private boolean published;

    /** The folder of the project, as the script that starts the program has set it. */
    static Path root() {
        return Path.of(System.getProperty("catena.root", ".")).toAbsolutePath().normalize();
    }

    StartPlace startPlace() {
        if (basePort < 1 || basePort > HIGHEST_BASE_PORT) {
            throw new ParameterException(spec.commandLine(), "--base-port must be 1 to 65000, not " + basePort);
        }
        return new StartPlace(root(), basePort);
    }

    /** Prints a table, and saves it if --save was given. */
    void publish(String name, Table table) throws IOException {
        if (published && output == Format.TABLE) {
            spec.commandLine().getOut().println();
        }
        published = true;
        spec.commandLine().getOut().print(output.text(table));
        spec.commandLine().getOut().flush();
        keep(name, table);
    }

    /** Saves a table that is too long to be read, if --save was given. */
    void keep(String name, Table table) throws IOException {
        if (save != null) {
            folder().save(name, table);
        }
    }

    /** To be called at the end of a study. */
    void publishOrigin() throws IOException {
        if (save != null) {
            List<String> words = new ArrayList<>(List.of("scripts/bench"));
            words.addAll(spec.root().commandLine().getParseResult().originalArgs());
            folder().saveOrigin(root(), String.join(" ", words));
        }
    }

    private StudyFolder folder() {
        return new StudyFolder(save.isEmpty() ? root().resolve("results").resolve(spec.name()) : Path.of(save));
    }
}
