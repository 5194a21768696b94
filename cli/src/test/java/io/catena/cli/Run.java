package io.catena.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.catena.cli.text.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;

/** One run of the program in this process: its exit code and what it printed. */
record Run(int exitCode, byte[] outBytes, String err) {
    private static final String NO_FILE = "target/no-contexts.json";

    static Run of(String... args) {
        return withInput("", args);
    }

    static Run withInput(String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return onto(out, out, false, input, Map.of(), args);
    }

    /** With these variables of the environment and no others. */
    static Run with(Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return onto(out, out, false, "", environment, args);
    }

    /** Its output fails as on a full disk. */
    static Run ontoFullDisk(boolean pipe, String... args) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        return onto(new ByteArrayOutputStream(), full, pipe, "", Map.of(), args);
    }

    private static Run onto(
            ByteArrayOutputStream out,
            OutputStream target,
            boolean pipe,
            String input,
            Map<String, String> environment,
            String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                Console.utf8(target),
                Console.utf8(err),
                false,
                pipe,
                false);
        // Not the contexts of whoever runs the tests.
        UnaryOperator<String> variables =
                name -> environment.getOrDefault(name, name.equals("CATENA_CONTEXTS") ? NO_FILE : null);
        int exitCode = CatenaCommand.run(console, variables, args);
        return new Run(exitCode, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    String out() {
        return new String(outBytes, StandardCharsets.UTF_8);
    }

    JsonNode json() throws IOException {
        return new ObjectMapper().readTree(outBytes);
    }
}
