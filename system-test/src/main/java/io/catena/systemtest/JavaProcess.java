package io.catena.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM with the class path of this program. Its output is appended to a file. It ends with this process at the latest,
 * unless this process is killed.
 */
public final class JavaProcess implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final Thread endWithUs;

    private JavaProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.endWithUs = new Thread(process::destroyForcibly, "end-" + process.pid());
        Runtime.getRuntime().addShutdownHook(endWithUs);
    }

    /** On this machine; otherwise like {@link #start(Place, Path, List, String, List)}. */
    public static JavaProcess start(Path log, List<String> jvmOptions, String mainClass, List<String> arguments) {
        return start(Place.LOOPBACK, log, jvmOptions, mainClass, arguments);
    }

    /**
     * Starts the process and returns at once.
     *
     * @param log created if it is missing; its folder must exist, and is the working folder of the process
     */
    public static JavaProcess start(
            Place place, Path log, List<String> jvmOptions, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>(place.launcher());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                // The file is named by the process id, which is not unique if several process namespaces share /tmp.
                "-XX:-UsePerfData",
                "-cp",
                absoluteClassPath()));
        command.addAll(jvmOptions);
        command.add(mainClass);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(log.toAbsolutePath().getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("CATENA_"));
        try {
            return new JavaProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JVM options that put these classes before those of the same names in the usual class path. */
    public static List<String> classesInFront(Path classes) {
        return List.of("-cp", classes.toAbsolutePath() + java.io.File.pathSeparator + absoluteClassPath());
    }

    /** Absolute, because the working folder of the process is another one. */
    private static String absoluteClassPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(java.io.File.pathSeparator, entries);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The most memory that the process has had, as Linux counts it. It must run. */
    public long mostResidentBytes() {
        String status = text(Path.of("/proc", Long.toString(process.pid()), "status"));
        String kibibytes = status.replaceAll("(?s).*VmHWM:\\s*(\\d+) kB.*", "$1");
        return Long.parseLong(kibibytes) << 10;
    }

    /** kill -9; returns when the process has ended. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(10);
    }

    /** Sends a signal by its name, such as STOP, CONT or TERM. */
    public void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (code != 0 && process.isAlive()) {
                throw new IllegalStateException("kill -" + name + " " + process.pid() + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Waits for the end of the process.
     *
     * @return the exit code; 128 + n for a process that signal n has ended
     * @throws AssertionError if the process still runs after that time
     */
    public int awaitExit(long seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new AssertionError(
                        "process " + process.pid() + " still runs after " + seconds + " s, see " + log);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        forgetHook();
        return process.exitValue();
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(endWithUs);
        } catch (IllegalStateException e) {
            return; // this process is ending, and the hook runs
        }
    }

    /** All that has been written to the log; empty if the log does not exist. */
    public static String text(Path log) {
        try {
            return Files.exists(log) ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
