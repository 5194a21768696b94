package io.catena.cli;

import io.catena.cli.bulk.Comparison;
import io.catena.cli.bulk.Progress;
import io.catena.cli.text.ByteText;
import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.cli.text.Json;
import io.catena.client.CatenaClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        description =
                "Reads all pairs of a file that was loaded, and compares. Exit code 5 if one is missing or wrong.")
final class VerifyCommand implements Callable<Integer> {
    private static final long TIMEOUT_MILLIS = 60_000;
    private static final int MAX_SHOWN = 10;

    @ParentCommand
    private CatenaCommand catena;

    @Mixin
    private ByteText byteText;

    @Parameters(
            paramLabel = "FILE",
            description = "The file, as for load; not standard input, because it may be read" + " twice.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        Progress progress = new Progress(catena.console(), Files.size(file));
        try (CatenaClient client = catena.client(TIMEOUT_MILLIS)) {
            Comparison comparison = new Comparison(file, byteText, client, progress);
            Map<ByteBuffer, Optional<byte[]>> differences;
            try (progress) {
                progress.start();
                differences = comparison.differences();
            }
            long missing =
                    differences.values().stream().filter(Optional::isEmpty).count();
            long wrong = differences.size() - missing;
            report(comparison.pairs(), missing, wrong, progress);
            if (!differences.isEmpty()) {
                show(differences);
                throw new CommandFailure(
                        ExitCode.DIFFERS,
                        missing + " keys are missing and " + wrong
                                + " have another value; load the file again, or find out what has written them since");
            }
        }
        return ExitCode.DONE;
    }

    private void report(long pairs, long missing, long wrong, Progress progress) throws IOException {
        if (catena.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("pairs", pairs);
            json.put("missing", missing);
            json.put("wrong", wrong);
            json.put("seconds", progress.seconds());
            json.put("pairsPerSecond", progress.perSecond(pairs));
            Json.print(catena.console().out(), json);
        } else {
            catena.console()
                    .result("verified " + progress.summary(pairs) + "; " + missing + " missing, " + wrong + " wrong");
        }
    }

    private void show(Map<ByteBuffer, Optional<byte[]>> differences) {
        differences.entrySet().stream()
                .limit(MAX_SHOWN)
                .forEach(difference -> catena.console()
                        .message((difference.getValue().isEmpty() ? "missing: " : "wrong: ")
                                + byteText.json(difference.getKey().array())));
    }
}
