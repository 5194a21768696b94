package io.catena.server.storage.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * Files and directories that only the user of the process may read, whatever its umask is, where the file system knows
 * permissions. LevelDB makes its own files by the umask; they lie in such a directory.
 */
public final class OwnerOnly {
    private static final Set<PosixFilePermission> OF_OTHERS =
            EnumSet.range(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);

    private OwnerOnly() {}

    public static void createDirectory(Path directory) throws IOException {
        Files.createDirectory(directory, attributes(directory, "rwx------"));
    }

    /** Takes all permissions from others. */
    public static void close(Path directory) throws IOException {
        if (!looser(directory).isEmpty()) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Opens a file; the permissions are those of one that is made now. */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), attributes(file, "rw-------"));
    }

    /** Says in the log if others may read or change the file or directory; it is used all the same. */
    public static void check(Path file) {
        String found = looser(file);
        if (!found.isEmpty()) {
            LoggerFactory.getLogger(OwnerOnly.class)
                    .warn("{} is open to other users ({}): chmod go-rwx closes it", file, found);
        }
    }

    /** The permissions, if others than the owner have any; else, and where it cannot be told, empty. */
    public static String looser(Path file) {
        try {
            Set<PosixFilePermission> found = knowsPermissions(file) ? Files.getPosixFilePermissions(file) : Set.of();
            return found.stream().anyMatch(OF_OTHERS::contains) ? PosixFilePermissions.toString(found) : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static FileAttribute<?>[] attributes(Path file, String permissions) {
        return knowsPermissions(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean knowsPermissions(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
