package io.catena.cli;

import io.catena.cli.text.ExitCode;
import io.catena.client.ClusterAdmin;
import io.catena.thrift.SettingsReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        description = "Prints the settings that all nodes share: those that are wanted, and those in force.",
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
        SettingsReport report = cluster().settings(catena.timeoutMillis(TIMEOUT_MILLIS));
        new SettingsText(report).print(catena);
        return ExitCode.DONE;
    }

    /** The servers of --servers. */
    ClusterAdmin cluster() {
        return new ClusterAdmin(catena.servers(), catena.access());
    }
}
