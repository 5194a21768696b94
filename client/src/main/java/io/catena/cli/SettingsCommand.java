package io.catena.cli;

import io.catena.client.NodeAdmin;
import io.catena.client.ServerAddress;
import io.catena.client.UnavailableException;
import io.catena.thrift.SettingsReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        description = "Prints the settings that all nodes share: what the cluster is to have, and what is in force.",
        subcommands = SettingsSetCommand.class)
final class SettingsCommand implements Callable<Integer> {
    private static final long TIMEOUT_MILLIS = 5_000;

    @ParentCommand
    private CatenaCommand catena;

    CatenaCommand catena() {
        return catena;
    }

    @Override
    public Integer call() throws IOException {
        SettingsReport report = ask(catena.timeoutMillis(TIMEOUT_MILLIS), NodeAdmin::settings);
        new SettingsText(report).print(catena);
        return ExitCode.DONE;
    }

    /** Asks the named servers in turn until one is there. */
    SettingsReport ask(long timeoutMillis, Function<NodeAdmin, SettingsReport> question) {
        UnavailableException last = null;
        for (ServerAddress server : catena.servers()) {
            try {
                return question.apply(new NodeAdmin(server, timeoutMillis));
            } catch (UnavailableException e) {
                last = e;
            }
        }
        throw last;
    }
}
