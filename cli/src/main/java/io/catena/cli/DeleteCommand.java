package io.catena.cli;

import io.catena.client.CatenaClient;
import io.catena.client.WriteOptions;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        description =
                "Deletes a key and prints its previous value, if it had one. Deleting a missing key is no" + " error.")
final class DeleteCommand extends KeyCommand {
    @Option(names = "--if-version", paramLabel = "VERSION", description = "Only if the key has this version.")
    private Long ifVersion;

    @Override
    int call(CatenaClient client, byte[] keyBytes) throws IOException {
        WriteOptions options = WriteOptions.DEFAULT.returnPrevious();
        return printWrite(client.delete(keyBytes, ifVersion == null ? options : options.ifVersion(ifVersion)));
    }
}
