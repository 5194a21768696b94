package io.catena.server.recovery;

import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.StoredState;
import io.catena.server.controller.decision.Holding;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.coordination.KeptCopy;
import io.catena.server.coordination.KeptFiles;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.storage.DataDirectory;
import io.catena.server.storage.DataDirectoryException;
import io.catena.server.storage.Identity;
import io.catena.server.storage.NodeStore;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.storage.files.FileProblem;
import io.catena.server.storage.files.StoreException;
import io.catena.server.storage.journal.LogLayout;
import io.catena.server.storage.leveldb.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what a data directory holds while no node runs on it. It takes the lock of the directory and changes nothing of
 * the node's data; LevelDB tidies up its own files, as at every start of a node.
 */
final class Inspection {
    private static final long RETAIN_ALL = Long.MAX_VALUE;
    private static final int ONE_RECORD = 1;

    private final Path path;

    private Inspection(Path path) {
        this.path = path;
    }

    /**
     * What it holds of each chain of its cluster, chain 1 first; a chain of which it has nothing has an empty copy.
     *
     * @throws RecoveryException if a node runs on the directory, if it is no data directory, or if it cannot be read
     */
    static List<KeptCopy> of(Path path) throws RecoveryException {
        if (!Files.isDirectory(path)) {
            throw new RecoveryException(path + " is no directory; give a node's data directory", null);
        }
        return new Inspection(path).inspect();
    }

    private List<KeptCopy> inspect() throws RecoveryException {
        try (DataDirectory directory = DataDirectory.openToLook(path)) {
            Identity identity = directory
                    .identity()
                    .orElseThrow(() -> new RecoveryException(
                            path + " has no node.json: it is no data directory, or its node has never joined a cluster",
                            null));
            ClusterShape shape = identity.shape();
            Path data = directory.store(shape.chains());
            if (!Files.isDirectory(data)) {
                return copies(directory, identity, null);
            }
            LogLayout layout = shape.chains() == 1 ? LogLayout.ONE_CHAIN : LogLayout.MANY_CHAINS;
            Engine engine = Engine.choose(directory.nativeLibraries());
            try (NodeStore store = NodeStore.open(data, layout, engine, RETAIN_ALL, Runnable::run)) {
                return copies(directory, identity, store);
            }
        } catch (DataDirectoryException | StoreException e) {
            throw new RecoveryException(e.getMessage(), e);
        }
    }

    /** @param store null if there is none */
    private static List<KeptCopy> copies(DataDirectory directory, Identity identity, NodeStore store)
            throws RecoveryException {
        List<KeptCopy> copies = new ArrayList<>();
        for (int chain = 1; chain <= identity.shape().chains(); chain++) {
            KnownMembership known = membership(directory.membership(chain));
            copies.add(new KeptCopy(identity.shape(), chain, holding(identity, store, chain, known)));
        }
        return copies;
    }

    private static Holding holding(Identity identity, NodeStore store, int chain, KnownMembership known) {
        if (store == null) {
            return holding(identity, StoredState.empty(), 0, known);
        }
        ReplicaStore replica = store.replica(chain);
        StoredState stored = replica.recover();
        return holding(identity, stored, lastChecksum(replica, stored), known);
    }

    private static Holding holding(Identity identity, StoredState stored, long lastChecksum, KnownMembership known) {
        return new Holding(
                identity.clusterId(),
                identity.nodeId(),
                stored.lineage(),
                stored.epoch(),
                stored.applied(),
                stored.logEnd(),
                lastChecksum,
                stored.isInPart(),
                identity.retired(),
                known);
    }

    private static long lastChecksum(ReplicaStore store, StoredState stored) {
        if (stored.partialSnapshot() != null || stored.logEnd() == 0) {
            return 0;
        }
        List<LogRecord> last = store.readLog(stored.logEnd(), ONE_RECORD);
        return last.isEmpty() ? 0 : last.get(0).checksum();
    }

    /** Only helps the operator to choose; null if it is missing or cannot be decoded. */
    private static KnownMembership membership(Path file) throws RecoveryException {
        try {
            return Files.exists(file) ? new KeptFiles().membership(file.toString(), Files.readAllBytes(file)) : null;
        } catch (MalformedZnode e) {
            return null;
        } catch (IOException e) {
            throw new RecoveryException(file + " cannot be read: " + FileProblem.of(e), e);
        }
    }
}
