package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the file with the admin token, which permits ending nodes and changing settings. */
final class AdminTokenOption {
    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            description = "The file with the admin token of the node; needed if the node was started with one. Also"
                    + " CATENA_ADMIN_TOKEN_FILE, and the context.")
    private Path given;

    /** Null if no file was named. An empty file is an error, because the user has named it in order to show a token. */
    String read(CatenaCommand catena) throws IOException {
        Path file = given == null ? catena.settled().adminTokenFile() : given;
        if (file == null) {
            return null;
        }
        String token = Files.readString(file).strip();
        if (token.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, file + " is empty; name the file that holds the admin token of" + " the node");
        }
        return token;
    }
}
