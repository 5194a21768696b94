package io.catena.cli;

import io.catena.client.CatenaClient;
import io.catena.client.Versioned;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(name = "get", description = "Prints a value as the bytes that it is.")
final class GetCommand extends KeyCommand {
    @Override
    int call(CatenaClient client, byte[] keyBytes) throws IOException {
        Optional<Versioned> found = client.get(keyBytes);
        if (catena().json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("found", found.isPresent());
            json.put("value", found.map(value -> bytes().json(value.value())).orElse(null));
            json.put("version", found.map(Versioned::version).orElse(null));
            Json.print(catena().console().out(), json);
        } else if (found.isPresent()) {
            printValue(found.get().value());
        }
        if (found.isEmpty()) {
            throw new CommandFailure(ExitCode.NOT_FOUND, "there is no such key; check its spelling");
        }
        return ExitCode.DONE;
    }
}
