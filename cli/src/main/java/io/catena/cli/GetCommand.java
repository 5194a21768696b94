package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.cli.text.Json;
import io.catena.client.CatenaClient;
import io.catena.client.ServerAddress;
import io.catena.client.StaleRead;
import io.catena.client.UnavailableException;
import io.catena.client.Versioned;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(description = "Prints the value of a key, byte for byte.")
final class GetCommand extends KeyCommand {
    @Option(
            names = "--stale",
            description = "Read what one replica has, however old, even if it is cut off from the chain; prints its"
                    + " age on the error output.")
    private boolean stale;

    @Option(
            names = "--from",
            paramLabel = "[HOST:]PORT",
            description = "Ask the node on this port, which must be a member or on a host of --servers.")
    private String from;

    @Override
    int call(CatenaClient client, byte[] keyBytes) throws IOException {
        if (from != null) {
            return fromOne(client, Targets.at(from, client, catena()), keyBytes);
        }
        if (stale) {
            return print(client.getStale(keyBytes));
        }
        return print(client.get(keyBytes), null);
    }

    private int fromOne(CatenaClient client, ServerAddress server, byte[] keyBytes) throws IOException {
        try {
            return stale ? print(client.getStaleFrom(server, keyBytes)) : print(client.getFrom(server, keyBytes), null);
        } catch (UnavailableException e) {
            // This message names the node that was asked; the general one would name the servers of --servers.
            throw new CommandFailure(ExitCode.UNAVAILABLE, e.getMessage());
        }
    }

    private int print(StaleRead read) throws IOException {
        return print(read.value(), read.ageMillis());
    }

    /** @param ageMillis null if the read is not stale */
    private int print(Optional<Versioned> found, OptionalLong ageMillis) throws IOException {
        if (catena().json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("found", found.isPresent());
            json.put("value", found.map(value -> byteText().json(value.value())).orElse(null));
            json.put("version", found.map(Versioned::version).orElse(null));
            if (ageMillis != null) {
                json.put("ageMillis", ageMillis.isPresent() ? ageMillis.getAsLong() : null);
            }
            Json.print(catena().console().out(), json);
        } else if (found.isPresent()) {
            printValue(found.get().value());
        }
        if (ageMillis != null && !catena().json()) {
            catena().console().message(age(ageMillis));
        }
        if (found.isEmpty()) {
            throw new CommandFailure(ExitCode.NOT_FOUND, "there is no such key; check its spelling");
        }
        return ExitCode.DONE;
    }

    private static String age(OptionalLong ageMillis) {
        return ageMillis.isPresent()
                ? "stale: writes of the last " + ageMillis.getAsLong() + " ms may be missing"
                : "stale: this replica does not know how old its data is";
    }
}
