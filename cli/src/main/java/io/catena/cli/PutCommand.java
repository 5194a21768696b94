package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.client.CatenaClient;
import io.catena.thrift.catenaConstants;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        description = {
            "Writes a value; prints the previous one, if there was one, as get does.",
            "All arguments after -- are data: catena put -- KEY -x"
        })
final class PutCommand extends KeyCommand {
    private static final String STANDARD_INPUT = "-";
    private static final String ONLY_DATA_FOLLOWS = "--";
    /** The longest value in hexadecimal, and a line end. */
    private static final int MAX_WRITTEN_BYTES = 2 * catenaConstants.MAX_VALUE_BYTES + 2;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VALUE",
            description = "Up to 1 MiB; UTF-8, or hexadecimal with --hex. - is standard input, byte for byte, unless it"
                    + " comes after --.")
    private String value;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "The file with the value, byte for byte; instead of" + " VALUE.")
    private Path file;

    @ArgGroup
    private WriteCondition condition;

    @Spec
    private CommandSpec spec;

    @Override
    int call(CatenaClient client, byte[] keyBytes) throws IOException {
        return printWrite(client.put(keyBytes, valueBytes(), WriteCondition.options(condition)));
    }

    private byte[] valueBytes() throws IOException {
        if ((value == null) == (file == null)) {
            throw new ParameterException(
                    spec.commandLine(), "give exactly one of VALUE, - for standard input, and --file");
        }
        if (file != null) {
            try (InputStream in = Files.newInputStream(file)) {
                return read(in, "file " + file);
            }
        }
        boolean onlyData =
                spec.root().commandLine().getParseResult().originalArgs().contains(ONLY_DATA_FOLLOWS);
        return value.equals(STANDARD_INPUT) && !onlyData
                ? read(catena().console().in(), "standard input; if it is closed, give VALUE or --file")
                : byteText().parse(value);
    }

    private byte[] read(InputStream in, String whence) throws IOException {
        byte[] content;
        try {
            // One byte more than the limit suffices to refuse the value.
            content = in.readNBytes(MAX_WRITTEN_BYTES);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "cannot read (" + e.getMessage() + ") the " + whence);
        }
        byte[] read = byteText().parseFile(content);
        if (read.length > catenaConstants.MAX_VALUE_BYTES) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "a value has at most " + catenaConstants.MAX_VALUE_BYTES
                            + " bytes, and this one has more; split it");
        }
        return read;
    }
}
