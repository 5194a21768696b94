package io.catena.cli;

import io.catena.client.CatenaClient;
import java.io.IOException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(description = "Writes a value; prints the previous one if there was one, as get does.")
final class PutCommand extends KeyCommand {
    @Parameters(index = "1", paramLabel = "VALUE", description = "Up to 1 MiB; UTF-8, or hexadecimal with --hex.")
    private String value;

    @ArgGroup
    private WriteCondition condition;

    @Override
    int call(CatenaClient client, byte[] keyBytes) throws IOException {
        return printWrite(client.put(keyBytes, bytes().parse(value), WriteCondition.options(condition)));
    }
}
