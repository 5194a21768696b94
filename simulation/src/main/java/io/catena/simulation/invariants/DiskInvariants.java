package io.catena.simulation.invariants;

import static io.catena.server.invariants.Violation.check;

import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.StoredState;
import io.catena.server.invariants.Violation;
import io.catena.server.storage.IncompleteStoreException;
import io.catena.server.storage.ReplicaStore;
import io.catena.server.storage.files.CorruptStoreException;
import io.catena.simulation.committed.CommittedLog;
import io.catena.simulation.committed.ExpectedData;
import io.catena.simulation.disk.DiskContent;

/** What must hold of what a disk has of one chain, and of the store of it: what was answered is there, and the key space is what the log makes. */
public final class DiskInvariants {
    private final CommittedLog committed;
    /** Rises when an operator gives something up. */
    private long lineage = 1;

    DiskInvariants(CommittedLog committed) {
        this.committed = committed;
    }

    /** An operator has given up what older lineages hold. */
    void lineageBegins(long newLineage) {
        lineage = newLineage;
    }

    /** Whether the disk may hold what was given up, since its node has not been told yet. */
    boolean isOfOlderLineage(DiskContent content) {
        return content.lineage() < lineage && content.lineage() > 0;
    }

    /**
     * A machine's process has ended.
     *
     * @param store on a copy: it tells what the disk holds, so that the next start can be judged, too
     */
    public void afterCrash(String name, DiskContent content, ReplicaStore store) {
        recovered(name, content, recover(name, store), store);
    }

    /** A store that finds its disk damaged has lost something: no fault damages a disk. */
    public static StoredState recover(String name, ReplicaStore store) {
        try {
            return store.recover();
        } catch (CorruptStoreException e) {
            throw new Violation("what was answered durable is durable", "%s: %s", name, e.getMessage());
        }
    }

    /** A store has found out what the disk holds. */
    public void recovered(String name, DiskContent content, StoredState stored, ReplicaStore store) {
        content.found(name, stored);
        dataAreWhatTheLogMakes(name, content, store);
    }

    /** What was applied is in the database. */
    public void flushed(String name, DiskContent content, ReplicaStore store) {
        dataAreWhatTheLogMakes(name, content, store);
    }

    private void dataAreWhatTheLogMakes(String name, DiskContent content, ReplicaStore store) {
        if (!content.isExact() || isOfOlderLineage(content) || content.appliedSoon() > committed.end()) {
            return;
        }
        SnapshotChunk all;
        try {
            all = store.readChunk(0, null, Integer.MAX_VALUE);
        } catch (IncompleteStoreException e) {
            return; // it is being replaced
        }
        long data = 0;
        for (SnapshotChunk.Entry entry : all.entries()) {
            data += ExpectedData.digest(entry.key(), entry.value(), entry.version());
        }
        long seq = content.applied();
        if (data != committed.dataDigest(seq)) {
            seq = content.appliedSoon();
        }
        check(
                data == committed.dataDigest(seq),
                "equal applied, equal data",
                "%s holds other data at applied seq %d than the log makes",
                name,
                seq);
        long sessions = ExpectedData.digest(all.sessions());
        check(
                sessions == committed.sessionDigest(content.applied())
                        || sessions == committed.sessionDigest(content.appliedSoon()),
                "equal applied, equal sessions",
                "%s holds other client sessions at applied seq %d than the log makes",
                name,
                seq);
    }
}
