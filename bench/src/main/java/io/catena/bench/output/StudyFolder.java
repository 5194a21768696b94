package io.catena.bench.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a study is kept: its tables, the machine, the command; {@code bench report} adds the plots. */
public final class StudyFolder {
    private final Path folder;

    public StudyFolder(Path folder) {
        this.folder = folder;
    }

    /** One of the study's tables, as NAME.csv; replaces an older one. */
    public void save(String name, Table table) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".csv"), Csv.text(table));
    }

    /** What the study ran on, and how to run it again. */
    public void saveOrigin(Path root, String command) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("machine.txt"), MachineFacts.describe(root));
        Files.writeString(folder.resolve("command.txt"), command + "\n");
    }
}
