package io.catena.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the file with the right to end nodes and to change settings. */
final class AdminTokenOption {
    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            defaultValue = "${env:CATENA_ADMIN_TOKEN_FILE}",
            description = "Has the node's admin token; needed where the node was started with one. Also"
                    + " CATENA_ADMIN_TOKEN_FILE.")
    private Path file;

    /** Null if none is to be shown. An empty file is a mistake: whoever names one wants to show something. */
    String read() throws IOException {
        // An empty environment variable counts as none.
        if (file == null || file.toString().isEmpty()) {
            return null;
        }
        String token = Files.readString(file).strip();
        if (token.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, file + " is empty; name the file that the node's token is in");
        }
        return token;
    }
}
