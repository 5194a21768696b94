package io.catena.cli.text;

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
 * The standard streams of the process. Text is UTF-8 in all locales.
 *
 * @param out results, bytes and text
 * @param err messages and progress
 * @param outIsPipe true if a failed write means that the reader has closed the pipe
 */
public record Console(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean outIsPipe,
        boolean errIsTerminal) {
    public static Console system() {
        return new Console(
                new FileInputStream(FileDescriptor.in),
                utf8(new FileOutputStream(FileDescriptor.out)),
                utf8(new FileOutputStream(FileDescriptor.err)),
                isTerminal(1),
                isPipe(1),
                isTerminal(2));
    }

    /**
     * Prints a line of text on the output; control characters in it are escaped, since it may contain text of others.
     */
    public void result(String line) {
        out.println(Printable.of(line));
    }

    /** The same on the error output. */
    public void message(String line) {
        err.println(Printable.of(line));
    }

    public static PrintStream utf8(OutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    /**
     * Java cannot tell for each stream whether it is a terminal; Linux can. On other systems: whether the process has a
     * console.
     */
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

    /** Null if the system does not tell. */
    private static String target(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            return Files.isSymbolicLink(link) ? Files.readSymbolicLink(link).toString() : null;
        } catch (IOException e) {
            return "";
        }
    }
}
