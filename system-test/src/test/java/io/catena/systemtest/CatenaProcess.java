package io.catena.systemtest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code catena} in a process of its own, as an operator does. */
final class CatenaProcess {
    private static final long LIMIT_SECONDS = 90;

    private final Path folder;
    private final String servers;
    private int runs;

    /** @param folder for its output; exists */
    CatenaProcess(Path folder, String servers) {
        this.folder = folder;
        this.servers = servers;
    }

    /** The result: its exit code, and all that it has printed. */
    record Result(int code, String text) {}

    Result run(String... arguments) {
        Path log = folder.toAbsolutePath().resolve("catena-" + ++runs + ".log");
        List<String> all = new ArrayList<>(List.of("--servers", servers));
        all.addAll(List.of(arguments));
        try (JavaProcess process = JavaProcess.start(log, List.of(), "io.catena.cli.CatenaCommand", all)) {
            int code = process.awaitExit(LIMIT_SECONDS);
            return new Result(code, JavaProcess.text(log));
        }
    }
}
