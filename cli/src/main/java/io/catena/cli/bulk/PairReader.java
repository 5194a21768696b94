package io.catena.cli.bulk;

import io.catena.cli.text.ByteText;
import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads lines of a key, a tab and a value. Blank lines are skipped and counted. A line ends at a line feed, with or
 * without a carriage return before it; every other byte belongs to the key or to the value, further tabs to the value.
 */
public final class PairReader implements Closeable {
    /** The longest key, a tab and the longest value, in hexadecimal. */
    private static final int MAX_LINE_BYTES = 2 * (1024 + 1_048_576) + 1;

    private static final int BUFFER_BYTES = 65_536;

    /**
     * A position in a file.
     *
     * @param lines how many lines were read
     * @param checksum the CRC32C of all their bytes
     */
    record Position(long lines, long checksum) {
        static final Position START = new Position(0, 0);
    }

    /** @param end the position behind the line of the pair */
    record Pair(byte[] key, byte[] value, Position end) {}

    /** The byte order mark of UTF-8. Some editors write it, and do not show it. */
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream in;
    private final ByteText byteText;
    private final CRC32C checksum = new CRC32C();
    private long lines;
    private long bytesRead;

    public PairReader(InputStream in, ByteText byteText) {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
        this.byteText = byteText;
    }

    long bytesRead() {
        return bytesRead;
    }

    Position position() {
        return new Position(lines, checksum.getValue());
    }

    /** Skips to behind this many lines; to the end of the file if it has fewer. */
    void skipTo(long lineCount) throws IOException {
        byte[] line = {};
        while (lines < lineCount && line != null) {
            line = nextLine();
        }
    }

    /**
     * The next pair; null at the end.
     *
     * @throws CommandFailure if the line is no pair; the message gives its number
     */
    Pair next() throws IOException {
        byte[] line = nextLine();
        while (line != null && line.length == 0) {
            line = nextLine();
        }
        if (line == null) {
            return null;
        }
        if (lines == 1 && Arrays.equals(line, 0, Math.min(line.length, MARK.length), MARK, 0, MARK.length)) {
            throw malformed(
                    "begins with a byte order mark, which would become part of the key (with --hex it can be meant)");
        }
        int tab = 0;
        while (tab < line.length && line[tab] != '\t') {
            tab++;
        }
        if (tab == line.length) {
            throw malformed("has no tab between a key and a value");
        }
        if (tab == 0) {
            throw malformed("has an empty key");
        }
        try {
            byte[] key = byteText.parse(Arrays.copyOf(line, tab));
            byte[] value = byteText.parse(Arrays.copyOfRange(line, tab + 1, line.length));
            return new Pair(key, value, position());
        } catch (CommandFailure e) {
            throw malformed("is " + e.getMessage());
        }
    }

    private CommandFailure malformed(String what) {
        return new CommandFailure(ExitCode.USAGE, "line " + lines + " " + what + "; correct it");
    }

    private byte[] nextLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            if (line.size() == MAX_LINE_BYTES) {
                lines++;
                throw malformed("is longer than a pair can be");
            }
            line.write(next);
            next = in.read();
        }
        lines++;
        byte[] content = line.toByteArray();
        checksum.update(content);
        checksum.update('\n');
        bytesRead += content.length + 1L;
        return next == '\n' ? withoutCarriageReturn(content) : content;
    }

    private static byte[] withoutCarriageReturn(byte[] line) {
        int last = line.length - 1;
        return last >= 0 && line[last] == '\r' ? Arrays.copyOf(line, last) : line;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
