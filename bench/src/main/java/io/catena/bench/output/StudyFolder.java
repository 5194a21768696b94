package io.catena.bench.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of a study: its tables, the machine, the command. {@code bench report} adds the plots. */
public final class StudyFolder {
    private final Path folder;

    public StudyFolder(Path folder) {
        this.folder = folder;
    }

    /** Saves a table of the study as NAME.csv; replaces an older one. */
    public void save(String name, Table table) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".csv"), Csv.text(table));
    }

    /** Saves what the study ran on, and the command that repeats it. */
    public void saveOrigin(Path root, String command) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("machine.txt"), MachineFacts.describe(root));
        Files.writeString(folder.resolve("command.txt"), command + "\n");
    }
}
