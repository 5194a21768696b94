package io.catena.bench.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Describes the machine and the commit that a study ran on. Unknown facts are left out. */
public final class MachineFacts {
    private MachineFacts() {}

    /** One fact on each line. */
    public static String describe(Path root) {
        StringBuilder text = new StringBuilder();
        line(text, "date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        line(text, "commit", commit(root));
        line(
                text,
                "processors",
                Runtime.getRuntime().availableProcessors() + field(" x ", "/proc/cpuinfo", "model name"));
        line(text, "memory", field("", "/proc/meminfo", "MemTotal"));
        line(text, "system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        line(text, "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        line(text, "file system", fileSystem(root));
        line(text, "load average at the end", loadAverage());
        line(text, "CATENA_SERVER_JAVA_OPTS", System.getenv().getOrDefault("CATENA_SERVER_JAVA_OPTS", "(not set)"));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(name).append(": ").append(value).append('\n');
        }
    }

    private static String field(String before, String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name) && line.indexOf(':') > 0)
                    .findFirst()
                    .map(line -> before + line.substring(line.indexOf(':') + 1).strip())
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private static String loadAverage() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static String fileSystem(Path root) {
        try {
            return Files.getFileStore(root).type();
        } catch (IOException e) {
            return "";
        }
    }

    /** The hash of the commit, with a plus sign if files differ from it; empty if it is unknown. */
    public static String commit(Path root) {
        String hash = git(root, "rev-parse", "--short", "HEAD");
        return hash.isEmpty()
                        || git(root, "status", "--porcelain", "--untracked-files=no")
                                .isEmpty()
                ? hash
                : hash + "+";
    }

    private static String git(Path root, String... arguments) {
        try {
            Process process = new ProcessBuilder(Stream.concat(Stream.of("git"), Stream.of(arguments))
                            .toList())
                    .directory(root.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 ? said : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
