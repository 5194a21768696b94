package io.catena.bench.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server of another store as a process. It ends with this process at the latest, unless this one is killed. */
final class ServerProcess implements AutoCloseable {
    private static final int LOG_LINES = 12;
    private static final long END_SECONDS = 10;

    private final Process process;
    private final Path log;
    private final Thread endWithUs;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.endWithUs = new Thread(process::destroyForcibly, "end-" + process.pid());
        Runtime.getRuntime().addShutdownHook(endWithUs);
    }

    /**
     * Starts the process and returns at once.
     *
     * @param folder its working folder; its output goes to a file there
     */
    static ServerProcess start(Path folder, List<String> command) throws ServersException {
        Path log = folder.resolve("server.log");
        try {
            Files.createDirectories(folder);
            return new ServerProcess(
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start(),
                    log);
        } catch (IOException e) {
            throw new ServersException("cannot start " + command.get(0) + ": " + e.getMessage(), e);
        }
    }

    /** @throws ServersException if the process has ended; the message contains the end of its log */
    void requireAlive() throws ServersException {
        if (!process.isAlive()) {
            throw new ServersException(
                    "it ended with exit code " + process.exitValue() + "; its log ends with\n" + tail());
        }
    }

    long pid() {
        return process.pid();
    }

    String tail() {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Runtime.getRuntime().removeShutdownHook(endWithUs);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            return; // this process is ending, and the hook runs
        }
    }
}
