package io.catena.server.storage;

import io.catena.server.chain.Advice;
import io.catena.server.chain.ClusterShape;
import io.catena.server.storage.DataDirectoryException.Reason;
import io.catena.server.storage.files.DurableFiles;
import io.catena.server.storage.files.FileProblem;
import io.catena.server.storage.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * A node's directory: {@code node.json} says whose it is, {@code node.lock} keeps other processes out, {@code chains}
 * holds a directory for the data of the replicas. For one thread.
 *
 * <p>A directory that is refused is left as it was found, and one that was made by {@link #open} goes again with
 * {@link #close} unless it was adopted in between.
 */
public final class DataDirectory implements AutoCloseable {
    private static final String LOCK_FILE = "node.lock";
    private static final String CHAINS = "chains";
    private static final String SHARED = "shared";
    private static final String NATIVE = "native";
    private static final String MEMBERSHIP = "membership.json";

    private final Path directory;
    private final boolean created;
    private final DirectoryLock lock;
    private final IdentityFile file;
    private Identity identity;
    private boolean madeNative;
    /** Whether this process has used it; if not, it is left as it was found. */
    private boolean adopted;

    private DataDirectory(Path directory, boolean created, DirectoryLock lock) {
        this.directory = directory;
        this.created = created;
        this.lock = lock;
        this.file = new IdentityFile(directory);
    }

    /**
     * Takes a directory for this process, and makes it if only its last part is missing.
     *
     * @throws DataDirectoryException if it is in use, unusable, damaged, retired or of a later format
     */
    public static DataDirectory open(Path directory) throws DataDirectoryException {
        return open(directory, createIfMissing(directory), false);
    }

    /**
     * Takes a directory that is there, to look at what it holds; also one that has been retired.
     *
     * @throws DataDirectoryException if it is in use, unusable, damaged or of a later format
     */
    public static DataDirectory openToLook(Path directory) throws DataDirectoryException {
        return open(directory, false, true);
    }

    private static DataDirectory open(Path directory, boolean created, boolean retiredToo)
            throws DataDirectoryException {
        DirectoryLock lock = null;
        try {
            lock = DirectoryLock.tryAcquire(directory.resolve(LOCK_FILE));
        } catch (IOException e) {
            removeIf(created, directory);
            throw unusable(directory, e);
        }
        if (lock == null) {
            throw new DataDirectoryException(
                    Reason.IN_USE,
                    directory,
                    "another process uses it; stop that one first, or give this node a directory of its own",
                    null);
        }
        DataDirectory opened = new DataDirectory(directory, created, lock);
        try {
            opened.load(retiredToo);
            return opened;
        } catch (DataDirectoryException e) {
            opened.leaveAsFound();
            throw e;
        }
    }

    /** Whose it is; empty before {@link #adopt}. */
    public Optional<Identity> identity() {
        return Optional.ofNullable(identity);
    }

    /**
     * Makes it the given node's in a cluster of one chain; see {@link #adopt(String, String, int, ClusterShape)}.
     *
     * @throws DataDirectoryException if it is another cluster's or another node's, or cannot be written
     */
    public void adopt(String clusterId, String nodeId, int format) throws DataDirectoryException {
        adopt(clusterId, nodeId, format, ClusterShape.ONE_CHAIN);
    }

    /**
     * Makes it the given node's, for ever; without effect if it is already.
     *
     * @param format the cluster's; a directory that has another one keeps it
     * @param shape the cluster's: what is in the directory would belong to other chains in another one (P9)
     * @throws DataDirectoryException if it is another cluster's or another node's, or cannot be written
     */
    public void adopt(String clusterId, String nodeId, int format, ClusterShape shape) throws DataDirectoryException {
        requireCluster(clusterId);
        if (identity == null) {
            save(new Identity(clusterId, nodeId, false, format, shape));
        } else if (!identity.shape().equals(shape)) {
            throw new DataDirectoryException(
                    Reason.OTHER_CLUSTER,
                    directory,
                    "it holds data of " + identity.shape() + ", and ZooKeeper says that the cluster has " + shape + "; "
                            + Advice.ZOOKEEPER_LOST,
                    null);
        } else if (!identity.nodeId().equals(nodeId)) {
            throw new DataDirectoryException(
                    Reason.OTHER_NODE,
                    directory,
                    "it belongs to node " + identity.nodeId() + " and not to " + nodeId
                            + "; correct the path or the id",
                    null);
        }
        adopted = true;
    }

    /**
     * Checks that nothing stands against using it in the given cluster.
     *
     * @throws DataDirectoryException if it is another cluster's
     */
    public void requireCluster(String clusterId) throws DataDirectoryException {
        if (identity != null && !identity.clusterId().equals(clusterId)) {
            throw new DataDirectoryException(
                    Reason.OTHER_CLUSTER,
                    directory,
                    "it belongs to cluster " + identity.clusterId() + " and not to " + clusterId
                            + "; correct the path or the ZooKeeper address, or use an empty directory",
                    null);
        }
    }

    /**
     * Marks it so that no node starts on it any more.
     *
     * @throws DataDirectoryException if it cannot be written
     */
    public synchronized void retire() throws DataDirectoryException {
        if (identity == null) {
            throw new IllegalStateException("nothing to retire: " + directory + " was never adopted");
        }
        save(identity.asRetired());
    }

    /** Where a node of a cluster of so many chains keeps the data of all its replicas; not made by this call. */
    public Path store(int chains) {
        return chains == 1 ? chain(1) : directory.resolve(CHAINS).resolve(SHARED);
    }

    /** Where a node of a cluster of one chain keeps the data of its replica; not made by this call. */
    public Path chain(int chain) {
        return directory.resolve(CHAINS).resolve(Integer.toString(chain));
    }

    /**
     * Keeps what the node knows of the members of a chain; from any one thread. It survives a power cut, or is as before.
     *
     * @param format the chain's: no program that does not know it starts on the directory from then on
     */
    public void keepMembership(int chain, int format, byte[] content) throws IOException {
        raiseFormat(format);
        DurableFiles.replace(membership(chain), content);
    }

    /** Removes what {@link #keepMembership} has kept of the chain. */
    public void forgetMembership(int chain) throws IOException {
        Files.deleteIfExists(membership(chain));
    }

    private synchronized void raiseFormat(int format) throws IOException {
        if (identity != null && identity.format() < format) {
            Identity raised = identity.withFormat(format);
            file.write(raised);
            identity = raised;
        }
    }

    /** Where {@link #keepMembership} keeps it; there may be none yet. */
    public Path membership(int chain) {
        return directory.resolve(chain == 1 ? MEMBERSHIP : "membership-" + chain + ".json");
    }

    /** Where native libraries are unpacked: a directory that is its owner's alone; made by this call if it is missing. */
    public Path nativeLibraries() throws DataDirectoryException {
        Path libraries = directory.resolve(NATIVE);
        try {
            if (Files.isDirectory(libraries, LinkOption.NOFOLLOW_LINKS)) {
                OwnerOnly.close(libraries);
            } else {
                OwnerOnly.createDirectory(libraries);
                madeNative = true;
            }
            return libraries;
        } catch (IOException e) {
            throw unusable(libraries, e);
        }
    }

    /**
     * Moves a replica's data out of the way, for someone to look at, so that the replica starts empty. Its store must
     * be closed.
     *
     * @return where the data is now
     */
    public Path setAside(int chain) throws IOException {
        Path from = chain(chain);
        int number = 1;
        Path to;
        do {
            to = from.resolveSibling(chain + ".corrupt-" + number++);
        } while (Files.exists(to));
        Files.move(from, to);
        DurableFiles.syncDirectory(from.getParent());
        return to;
    }

    /** Lets others use it. */
    @Override
    public void close() throws DataDirectoryException {
        if (!adopted) {
            leaveAsFound();
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private void leaveAsFound() throws DataDirectoryException {
        try {
            lock.closeAndRemove();
        } catch (IOException e) {
            throw unusable(directory, e);
        }
        removeIf(madeNative, directory.resolve(NATIVE));
        removeIf(created, directory);
    }

    private void load(boolean retiredToo) throws DataDirectoryException {
        identity = file.read();
        if (identity == null) {
            if (Files.exists(directory.resolve(CHAINS))) {
                throw new DataDirectoryException(
                        Reason.DAMAGED,
                        directory,
                        "it holds replicas but no " + file.path().getFileName()
                                + " that says whose; restore that file. If it cannot be, " + Advice.COPY_DAMAGED,
                        null);
            }
        } else if (identity.retired() && !retiredToo) {
            throw new DataDirectoryException(
                    Reason.RETIRED,
                    directory,
                    "node " + identity.nodeId() + " has left the cluster for good; use an empty directory",
                    null);
        }
    }

    private void save(Identity changed) throws DataDirectoryException {
        try {
            if (identity == null) {
                syncParent();
            }
            file.write(changed);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
        identity = changed;
    }

    /** Before the directory says whose it is, since it may be an earlier process that made it, and died before this. */
    private void syncParent() throws IOException {
        try {
            DurableFiles.syncDirectory(directory.toAbsolutePath().getParent());
        } catch (AccessDeniedException e) {
            if (created) {
                throw e;
            }
            // A process that may not read it has not made the directory.
        }
    }

    private static boolean createIfMissing(Path directory) throws DataDirectoryException {
        try {
            if (!Files.readAttributes(directory, BasicFileAttributes.class).isDirectory()) {
                throw new DataDirectoryException(Reason.UNUSABLE, directory, "it is not a directory", null);
            }
            return false;
        } catch (NoSuchFileException e) {
            return create(directory);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static boolean create(Path directory) throws DataDirectoryException {
        Path parent = directory.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) {
            throw new DataDirectoryException(
                    Reason.UNUSABLE,
                    directory,
                    parent + " is no directory; make it, mount its disk, or correct the path",
                    null);
        }
        try {
            OwnerOnly.createDirectory(directory);
            return true;
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static void removeIf(boolean created, Path directory) throws DataDirectoryException {
        if (!created) {
            return;
        }
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            return; // another process has put something there; it is not ours to remove
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static DataDirectoryException unusable(Path directory, IOException cause) {
        return new DataDirectoryException(
                Reason.UNUSABLE,
                directory,
                "it cannot be used, check path and permissions: " + FileProblem.of(cause),
                cause);
    }
}
