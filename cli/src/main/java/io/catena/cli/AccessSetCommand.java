package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.thrift.AccessReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "set",
        description =
                "Replaces the access rules of the cluster by those of a file. All nodes go by them as soon as they have"
                        + " heard of them, most often within a second.",
        footerHeading = "%nThe file:%n",
        footer = {
            "  {\"grants\": [",
            "    {\"principal\": \"billing\", \"allow\": [\"read\", \"write\"], \"prefix\": \"billing/\"},",
            "    {\"principal\": \"reports\", \"allow\": [\"read\"], \"from\": \"a\", \"to\": \"m\"},",
            "    {\"principal\": \"alice\", \"role\": \"operator\"}]}"
        })
final class AccessSetCommand implements Callable<Integer> {
    private static final int MAX_BYTES = 262_144;

    @ParentCommand
    private AccessCommand access;

    @Parameters(paramLabel = "FILE", description = "The file with the rules.")
    private Path file;

    @Option(
            names = "--if-version",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Only if the present rules have this version ('access show -o json' tells it).")
    private long version;

    @Mixin
    private AdminTokenOption token;

    @Override
    public Integer call() throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new CommandFailure(
                    ExitCode.USAGE, file + " has more than " + MAX_BYTES + " bytes; write fewer, or wider, grants");
        }
        String rules = Files.readString(file);
        CatenaCommand catena = access.catena();
        AccessReport report = access.cluster()
                .changeAccess(rules, version, token.read(catena), catena.timeoutMillis(AccessCommand.TIMEOUT_MILLIS));
        AccessText.print(
                catena, report, "the access rules of " + file + " are stored as version " + report.getVersion());
        return ExitCode.DONE;
    }
}
