package io.catena.systemtest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs {@code recover} in a process of its own, as an operator does. */
final class RecoverCommand {
    private static final Pattern RECOMMENDED = Pattern.compile("(\\S+) \\(recommended\\)");
    private static final long LIMIT_SECONDS = 60;

    private final Path folder;
    private final String zookeeper;
    private int runs;

    /** @param folder for its output; exists */
    RecoverCommand(Path folder, String zookeeper) {
        this.folder = folder;
        this.zookeeper = zookeeper;
    }

    /** The result: its exit code, and all that it has printed. */
    record Run(int code, String text) {
        /** The node that it recommends. */
        String recommended() {
            Matcher matcher = RECOMMENDED.matcher(text);
            if (!matcher.find()) {
                throw new AssertionError("it recommends no node: " + text);
            }
            return matcher.group(1);
        }
    }

    Run inspect(NodeProcess node) {
        return run(List.of("inspect", node.data().toString()));
    }

    /** @param what zookeeper or chain */
    Run force(String what, List<NodeProcess> shown, String... more) {
        List<String> arguments = new ArrayList<>(List.of(what, "--zookeeper", zookeeper));
        shown.forEach(node ->
                arguments.addAll(List.of("--from", node.data().toAbsolutePath().toString())));
        arguments.addAll(List.of(more));
        return run(arguments);
    }

    private Run run(List<String> arguments) {
        Path log = folder.toAbsolutePath().resolve("recover-" + ++runs + ".log");
        try (JavaProcess process =
                JavaProcess.start(log, List.of(), "io.catena.server.recovery.RecoverMain", arguments)) {
            int code = process.awaitExit(LIMIT_SECONDS);
            return new Run(code, JavaProcess.text(log));
        }
    }
}
