package io.catena.bench;

import io.catena.bench.output.MachineFacts;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** For studies that are not made by this program. */
@Command(
        name = "machine",
        mixinStandardHelpOptions = true,
        description = "Describes this machine, as it is kept with each study.")
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
