package io.catena.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** One run of the program in this process: its exit code and what it printed. */
record Run(int exitCode, byte[] outBytes, String err) {
    static Run of(String... args) {
        return withInput("", args);
    }

    static Run withInput(String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return onto(out, out, false, input, args);
    }

    /** Its output fails as on a full disk. */
    static Run ontoFullDisk(boolean pipe, String... args) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        return onto(new ByteArrayOutputStream(), full, pipe, "", args);
    }

    private static Run onto(
            ByteArrayOutputStream out, OutputStream target, boolean pipe, String input, String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                Console.utf8(target),
                Console.utf8(err),
                false,
                pipe,
                false);
        int exitCode = CatenaCommand.run(console, args);
        return new Run(exitCode, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    String out() {
        return new String(outBytes, StandardCharsets.UTF_8);
    }

    JsonNode json() throws IOException {
        return new ObjectMapper().readTree(outBytes);
    }
}
