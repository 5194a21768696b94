package io.catena.cli.bulk;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Stores how many leading lines of a file are in the store, and their checksum, so that another file of the same name
 * is not mistaken for it. Replaced as a whole, never half written.
 */
public final class ResumeFile {
    private static final String FIRST_LINE = "catena load 1";

    private final Path path;
    private final boolean asked;

    /** @param asked whether the user has named the file; if not, the command goes on when it cannot be written */
    public ResumeFile(Path path, boolean asked) {
        this.path = path;
        this.asked = asked;
    }

    boolean wasAskedFor() {
        return asked;
    }

    Path path() {
        return path;
    }

    /** The position in the file; the start if the file does not exist. */
    PairReader.Position read() throws IOException {
        if (!Files.exists(path)) {
            return PairReader.Position.START;
        }
        List<String> lines = Files.readAllLines(path);
        try {
            if (lines.size() == 3 && lines.get(0).equals(FIRST_LINE)) {
                return new PairReader.Position(Long.parseLong(lines.get(1)), Long.parseUnsignedLong(lines.get(2), 16));
            }
        } catch (NumberFormatException e) {
            throw malformed();
        }
        throw malformed();
    }

    private CommandFailure malformed() {
        return new CommandFailure(
                ExitCode.USAGE, path + " was not written by catena load; remove it or name another --resume-file");
    }

    synchronized void write(PairReader.Position position) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".tmp");
        Files.write(next, List.of(FIRST_LINE, Long.toString(position.lines()), Long.toHexString(position.checksum())));
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    synchronized void remove() throws IOException {
        Files.deleteIfExists(path);
    }
}
