package io.catena.systemtest.chaos;

import io.catena.systemtest.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A folder that holds little: a file system in memory. Mounting needs what {@link Lan} needs. */
final class SmallDisk {
    private static final int MEGABYTES = 96;
    private static final int CHUNK_BYTES = 64 << 10;

    private final Path ballast;

    /** @param folder made if it is missing */
    SmallDisk(Path folder) {
        Folders.make(folder);
        Shell.run("mount -t tmpfs -o size=" + MEGABYTES + "m none " + folder);
        ballast = folder.resolve("ballast");
    }

    /** Leaves not a byte. */
    void fill() {
        try (FileChannel file = FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                file.write(ByteBuffer.allocate(CHUNK_BYTES));
            }
        } catch (IOException e) {
            if (!Files.exists(ballast)) {
                throw new UncheckedIOException(e);
            }
        }
    }

    void free() {
        try {
            Files.deleteIfExists(ballast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
