package io.catena.cli;

import io.catena.client.ClusterAdmin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        description = "Shows and changes who may read and write which keys, and who is an operator (docs/security.md).",
        subcommands = {
            AccessShowCommand.class,
            AccessSetCommand.class,
            AccessTestCommand.class,
            AccessTokenCommand.class
        })
final class AccessCommand implements Runnable {
    static final long TIMEOUT_MILLIS = 5_000;

    @ParentCommand
    private CatenaCommand catena;

    @Spec
    private CommandSpec spec;

    CatenaCommand catena() {
        return catena;
    }

    ClusterAdmin cluster() {
        return new ClusterAdmin(catena.servers(), catena.access());
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do: show, set FILE, test PRINCIPAL KEY, or token");
    }
}
