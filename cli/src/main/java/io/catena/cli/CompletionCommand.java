package io.catena.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(description = "Prints a completion script for bash and zsh; use it with: source <(catena completion)")
final class CompletionCommand implements Runnable {
    @ParentCommand
    private CatenaCommand catena;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        catena.console().out().print(AutoComplete.bash("catena", spec.root().commandLine()));
    }
}
