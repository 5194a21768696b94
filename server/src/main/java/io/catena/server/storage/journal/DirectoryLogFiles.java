package io.catena.server.storage.journal;

import io.catena.server.storage.files.DurableFiles;
import io.catena.server.storage.files.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The log's files in a replica's directory, beside LevelDB's, which leaves alone what it does not know.
 *
 * <p>A file is filled with zeros ahead of what is written. So a synced write changes neither the length of the file nor
 * where it lies, and costs one write of the disk instead of one more for the file system's journal.
 */
public final class DirectoryLogFiles implements LogFiles {
    private static final Pattern NAME = Pattern.compile("records-(\\d{20})");
    /** The JDK keeps, for each thread, native memory for the largest read of it. */
    private static final int READ_BYTES = 64 << 10;

    private static final int FILL_BYTES = 256 << 10;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

    private final Path directory;

    public DirectoryLogFiles(Path directory) {
        this.directory = directory;
    }

    public static String name(long number) {
        return String.format(Locale.ROOT, "records-%020d", number);
    }

    @Override
    public SortedSet<Long> numbers() throws IOException {
        SortedSet<Long> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Matcher matcher = NAME.matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    found.add(Long.parseLong(matcher.group(1)));
                }
            }
        }
        return found;
    }

    @Override
    public LogFile open(long number) throws IOException {
        return new ZeroFilledFile(FileChannel.open(path(number), StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public LogFile create(long number) throws IOException {
        FileChannel channel = OwnerOnly.open(
                path(number),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        DurableFiles.syncDirectory(directory);
        return new ZeroFilledFile(channel);
    }

    @Override
    public void delete(long number) throws IOException {
        Files.deleteIfExists(path(number));
    }

    @Override
    public ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes);
    }

    @Override
    public void sync() throws IOException {
        DurableFiles.syncDirectory(directory);
    }

    private Path path(long number) {
        return directory.resolve(name(number));
    }

    private static final class ZeroFilledFile implements LogFile {
        private final FileChannel channel;
        private long size;

        ZeroFilledFile(FileChannel channel) throws IOException {
            this.channel = channel;
            this.size = channel.size();
        }

        @Override
        public void write(long at, ByteBuffer bytes) throws IOException {
            long end = at + bytes.remaining();
            if (end > size) {
                fill(size, (end / FILL_BYTES + 1) * FILL_BYTES);
            }
            put(at, bytes);
            channel.force(false);
        }

        private void fill(long from, long to) throws IOException {
            for (long at = from; at < to; at += ZEROS.capacity()) {
                put(at, ZEROS.duplicate().limit((int) Math.min(ZEROS.capacity(), to - at)));
            }
            size = to;
        }

        private void put(long at, ByteBuffer bytes) throws IOException {
            long next = at;
            while (bytes.hasRemaining()) {
                next += channel.write(bytes, next);
            }
        }

        @Override
        public void read(long at, ByteBuffer into) throws IOException {
            long next = at;
            int limit = into.limit();
            while (into.position() < limit) {
                into.limit(Math.min(limit, into.position() + READ_BYTES));
                int count = channel.read(into, next);
                into.limit(limit);
                if (count < 0) {
                    return;
                }
                next += count;
            }
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
