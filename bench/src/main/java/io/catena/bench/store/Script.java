package io.catena.bench.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a script of a checkout of the project. */
public final class Script {
    private Script() {}

    /** @throws ServersException if the script fails; the message contains its output */
    public static void run(Path root, String name, List<String> arguments)
            throws ServersException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(root.resolve("scripts").resolve(name).toString());
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new ServersException(
                        "scripts/" + name + " " + String.join(" ", arguments) + " ended with " + code + "\n" + said);
            }
        } catch (IOException e) {
            throw new ServersException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
        }
    }
}
