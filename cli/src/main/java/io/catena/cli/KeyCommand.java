package io.catena.cli;

import io.catena.cli.text.ByteText;
import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.cli.text.Json;
import io.catena.client.CatenaClient;
import io.catena.client.Versioned;
import io.catena.client.WriteResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What put, get and delete have in common: one key, one call. */
abstract class KeyCommand implements Callable<Integer> {
    private static final long TIMEOUT_MILLIS = 15_000;

    @ParentCommand
    private CatenaCommand catena;

    @Mixin
    private ByteText byteText;

    @Parameters(index = "0", paramLabel = "KEY", description = "1 to 1,024 bytes; UTF-8, or hexadecimal with --hex.")
    private String key;

    abstract int call(CatenaClient client, byte[] keyBytes) throws IOException;

    @Override
    public Integer call() throws IOException {
        try (CatenaClient client = catena.client(TIMEOUT_MILLIS)) {
            return call(client, byteText.parse(key));
        }
    }

    final ByteText byteText() {
        return byteText;
    }

    final CatenaCommand catena() {
        return catena;
    }

    /** Prints exactly the bytes; on a terminal also a line end, so that the prompt begins a new line. */
    final void printValue(byte[] value) throws IOException {
        catena.console().out().write(byteText.print(value));
        if (catena.console().outIsTerminal()) {
            catena.console().out().println();
        }
    }

    final int printWrite(WriteResult result) throws IOException {
        Versioned previous = result.previous().orElse(null);
        if (catena.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("applied", result.applied());
            json.put("version", result.version());
            json.put("previous", previous == null ? null : byteText.json(previous.value()));
            json.put(
                    "previousVersion",
                    result.previousVersion().isPresent()
                            ? result.previousVersion().getAsLong()
                            : null);
            Json.print(catena.console().out(), json);
        } else if (result.applied() && previous != null) {
            printValue(previous.value());
        }
        if (!result.applied()) {
            throw new CommandFailure(
                    ExitCode.NOT_FOUND,
                    "nothing was done: the condition did not hold"
                            + (result.previousVersion().isEmpty()
                                    ? ", there is no such key"
                                    : ", the key has version "
                                            + result.previousVersion().getAsLong())
                            + "; read the key and decide again");
        }
        return ExitCode.DONE;
    }
}
