package io.catena.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        description = "Shows where chains would be, in a cluster whose chains are each on some of the nodes.",
        subcommands = PlacementPlanCommand.class)
final class PlacementCommand implements Runnable {
    @ParentCommand
    private CatenaCommand catena;

    @Spec
    private CommandSpec spec;

    CatenaCommand catena() {
        return catena;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name what to do: plan");
    }
}
