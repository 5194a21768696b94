package io.catena.server.logging;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * {@code catena.log} in a directory. When it is full it becomes {@code catena-1.log}, what was that becomes
 * {@code catena-2.log}, and so on; the last one is lost. Every event is handed to the system as it is written, so that
 * nothing is lost when the process ends, however it ends.
 *
 * <p>While the disk is full or the directory is gone, what is said is lost; the next event tries again.
 */
final class RolledFile implements LogOutput {
    static final long MOST_BYTES = 10 << 20;
    private static final int OLDER = 5;

    private final Path directory;
    private final long mostBytes;
    /** A file stream and not a channel, which an interrupted thread would close; null while there is none. */
    private OutputStream out;

    private long bytes;

    RolledFile(Path directory, long mostBytes) {
        this.directory = directory;
        this.mostBytes = mostBytes;
    }

    @Override
    public synchronized void write(LogEvent event) {
        byte[] text = event.text().getBytes(StandardCharsets.UTF_8);
        try {
            open();
            if (bytes > 0 && bytes + text.length > mostBytes) {
                roll();
                open();
            }
            bytes += text.length;
            out.write(text);
        } catch (IOException e) {
            shut();
        }
    }

    private void open() throws IOException {
        if (out == null) {
            Files.createDirectories(directory);
            Path file = directory.resolve("catena.log");
            out = new FileOutputStream(file.toFile(), true);
            bytes = Files.size(file);
        }
    }

    private void roll() throws IOException {
        shut();
        for (int older = OLDER; older > 1; older--) {
            rename("catena-" + (older - 1) + ".log", "catena-" + older + ".log");
        }
        rename("catena.log", "catena-1.log");
    }

    private void rename(String from, String to) throws IOException {
        try {
            Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            // There were not so many yet.
            return;
        }
    }

    private void shut() {
        OutputStream old = out;
        out = null;
        try {
            if (old != null) {
                old.close();
            }
        } catch (IOException e) {
            bytes = 0;
        }
    }
}
