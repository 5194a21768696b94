package io.catena.systemtest.chaos;

import io.catena.systemtest.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A folder on a small disk of its own: an image file with a file system, which can be made to hang. Without loop
 * devices it is a file system in memory, which cannot. Mounting needs the same rights as {@link Lan}.
 */
final class SmallDisk {
    static final int BYTES = 128 << 20;
    private static final int CHUNK_BYTES = 64 << 10;

    private final Path folder;
    private final Path ballast;
    private final boolean canHang;
    private boolean hangs;

    /** @param folder created if it is missing */
    SmallDisk(Path folder) {
        this.folder = Folders.make(folder);
        ballast = folder.resolve("ballast");
        canHang = mountImage(folder);
        if (canHang) {
            // A process that waits for a disk that hangs cannot be ended.
            Runtime.getRuntime().addShutdownHook(new Thread(this::goOn));
        } else {
            Shell.run("mount -t tmpfs -o size=" + BYTES + " none " + folder);
        }
    }

    private static boolean mountImage(Path folder) {
        Path image = folder.resolveSibling("disk.img");
        try {
            Shell.run("truncate -s " + BYTES + " " + image);
            Shell.run("mkfs.ext4 -q -O ^has_journal " + image);
            Shell.run("mount -o loop " + image + " " + folder);
            Files.deleteIfExists(folder.resolve("lost+found"));
            return true;
        } catch (IllegalStateException | UncheckedIOException | IOException e) {
            return false;
        }
    }

    /** Whether {@link #hang} has an effect. */
    boolean canHang() {
        return canHang;
    }

    /** Lets all processes wait that write to the disk or sync. */
    synchronized void hang() {
        if (canHang && !hangs) {
            Shell.run("fsfreeze --freeze " + folder);
            hangs = true;
        }
    }

    /** Undoes {@link #hang}. */
    synchronized void goOn() {
        if (hangs) {
            Shell.run("fsfreeze --unfreeze " + folder);
            hangs = false;
        }
    }

    /** Fills the disk until this much space is left. */
    void fill(long leaveBytes) {
        try (FileChannel file = FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (Files.getFileStore(folder).getUsableSpace() > leaveBytes) {
                file.write(ByteBuffer.allocate(CHUNK_BYTES));
            }
        } catch (IOException e) {
            if (leaveBytes > 0 || !Files.exists(ballast)) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Undoes {@link #fill}. */
    void free() {
        try {
            Files.deleteIfExists(ballast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
