package io.catena.cli;

import io.catena.cli.text.ExitCode;
import io.catena.thrift.AccessReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "show",
        description = "Prints the access rules, as 'access set' takes them.",
        footer = "With -o json: {\"version\", \"enforced\", \"rules\"}; 'access set --if-version' takes the version.")
final class AccessShowCommand implements Callable<Integer> {
    @ParentCommand
    private AccessCommand access;

    @Override
    public Integer call() throws IOException {
        CatenaCommand catena = access.catena();
        AccessReport report = access.cluster().access(catena.timeoutMillis(AccessCommand.TIMEOUT_MILLIS));
        AccessText.print(catena, report, report.getRules());
        return ExitCode.DONE;
    }
}
