package io.catena.bench;

import io.catena.bench.output.MachineFacts;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Describes the machine, for studies that other programs make. */
@Command(
        name = "machine",
        mixinStandardHelpOptions = true,
        description = "Prints the description of this machine that is saved with each study.")
final class MachineCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(MachineFacts.describe(StudyOptions.root()));
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }
}
