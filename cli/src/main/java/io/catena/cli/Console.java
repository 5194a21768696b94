package io.catena.cli;

import io.catena.client.Printable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The streams of the process. Text is UTF-8 whatever the locale.
 *
 * @param out results, bytes and text
 * @param err messages and progress
 * @param outIsPipe writing fails only when nobody reads any more
 */
record Console(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean outIsPipe,
        boolean errIsTerminal) {
    static Console system() {
        return new Console(
                new FileInputStream(FileDescriptor.in),
                utf8(new FileOutputStream(FileDescriptor.out)),
                utf8(new FileOutputStream(FileDescriptor.err)),
                isTerminal(1),
                isPipe(1),
                isTerminal(2));
    }

    /** A line of text on the output, whatever others wrote into it. */
    void result(String line) {
        out.println(Printable.of(line));
    }

    /** Likewise on the error output. */
    void message(String line) {
        err.println(Printable.of(line));
    }

    static PrintStream utf8(OutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    /** Java cannot tell for standard error; Linux can. Elsewhere: whether the program is used interactively at all. */
    private static boolean isTerminal(int descriptor) {
        String target = target(descriptor);
        return target == null
                ? System.console() != null
                : target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    }

    private static boolean isPipe(int descriptor) {
        String target = target(descriptor);
        return target != null && (target.startsWith("pipe:") || target.startsWith("socket:"));
    }

    /** Null where the system does not tell. */
    private static String target(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            return Files.isSymbolicLink(link) ? Files.readSymbolicLink(link).toString() : null;
        } catch (IOException e) {
            return "";
        }
    }
}
