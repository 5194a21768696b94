package io.catena.server.storage;

import io.catena.server.chain.SessionTable;
import io.catena.server.storage.files.StoreWriteException;
import io.catena.server.storage.journal.LogFile;
import io.catena.server.storage.journal.LogFiles;
import io.catena.server.storage.journal.LogLayout;
import io.catena.server.storage.leveldb.Batch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;

/**
 * A disk that remembers what was synced to it, in order, so that what a power cut leaves can be built anew for each
 * moment: LevelDB's batches and the log's files.
 */
final class MemoryDisk {
    final MemoryDatabase database = new MemoryDatabase(this::synced);
    final MemoryFiles files = new MemoryFiles();
    private final List<Change> changes = new ArrayList<>();
    private int changesUntilFailure = Integer.MAX_VALUE;

    /** Something that was synced. */
    private interface Change {
        void repeat(MemoryDisk on);
    }

    /** Bytes that were written to a file of the log. */
    private record FileWrite(long file, int at, byte[] bytes) implements Change {
        @Override
        public void repeat(MemoryDisk on) {
            on.files.put(file, at, bytes);
        }
    }

    /** A store of one chain on this disk, whose records are flushed by callers alone. */
    ReplicaStore store(long segmentBytes, long retainBytes) {
        return node(LogLayout.ONE_CHAIN, segmentBytes, retainBytes, Runnable::run)
                .replica(LogLayout.ONLY_CHAIN);
    }

    /** The store of a node on this disk, whose records are flushed by callers alone. */
    NodeStore node(LogLayout layout, long segmentBytes, long retainBytes, Executor committer) {
        Random salts = new Random(1);
        return new NodeStore(
                database,
                files,
                new StoreSettings(segmentBytes, retainBytes, 1 << 20, new SessionTable(), salts::nextLong),
                layout,
                new NoScheduler(),
                committer);
    }

    int changes() {
        return changes.size();
    }

    /** How many of the changes behind the first ones are writes to files of the log. */
    long logWritesBehind(int count) {
        return changes.subList(count, changes.size()).stream()
                .filter(FileWrite.class::isInstance)
                .count();
    }

    void failAfter(int more) {
        changesUntilFailure = more;
    }

    /** The disk as the first changes left it. */
    MemoryDisk cutAfter(int count) {
        MemoryDisk cut = new MemoryDisk();
        changes.subList(0, count).forEach(change -> change.repeat(cut));
        return cut;
    }

    /** The same, while the next change was being written: some sectors of it are there. Null if it is atomic. */
    MemoryDisk tornAfter(int count, Random random) {
        if (count >= changes.size() || !(changes.get(count) instanceof FileWrite next)) {
            return null;
        }
        MemoryDisk torn = cutAfter(count);
        byte[] bytes = next.bytes().clone();
        int lost = 1 + random.nextInt(bytes.length - 1);
        Arrays.fill(bytes, random.nextBoolean() ? 0 : lost, random.nextBoolean() ? lost : bytes.length, (byte) 0);
        if (Arrays.equals(bytes, next.bytes())) {
            return null;
        }
        torn.files.put(next.file(), next.at(), bytes);
        return torn;
    }

    private void synced(Batch batch) {
        change(on -> on.database.write(batch));
    }

    private void change(Change change) {
        if (changesUntilFailure-- == 0) {
            throw new StoreWriteException("as asked for");
        }
        changes.add(change);
    }

    /** The log's files. */
    final class MemoryFiles implements LogFiles {
        final SortedMap<Long, byte[]> content = new TreeMap<>();

        @Override
        public SortedSet<Long> numbers() {
            return new TreeSet<>(content.keySet());
        }

        @Override
        public LogFile open(long number) {
            return new MemoryFile(number);
        }

        @Override
        public LogFile create(long number) {
            change(on -> on.files.content.put(number, new byte[0]));
            content.put(number, new byte[0]);
            return open(number);
        }

        @Override
        public void delete(long number) {
            change(on -> on.files.content.remove(number));
            content.remove(number);
        }

        @Override
        public ByteBuffer buffer(int bytes) {
            return ByteBuffer.allocate(bytes);
        }

        @Override
        public void sync() {
            // Here deletions stay at once.
        }

        /** Files grow by more than is needed, with zeros. */
        void put(long number, int at, byte[] bytes) {
            changes.add(new FileWrite(number, at, bytes));
            byte[] old = content.get(number);
            byte[] now = Arrays.copyOf(old, Math.max(old.length, (at + bytes.length) / 4096 * 4096 + 4096));
            System.arraycopy(bytes, 0, now, at, bytes.length);
            content.put(number, now);
        }
    }

    private final class MemoryFile implements LogFile {
        private final long number;

        MemoryFile(long number) {
            this.number = number;
        }

        @Override
        public void write(long at, ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            if (changesUntilFailure-- == 0) {
                throw new StoreWriteException("as asked for");
            }
            files.put(number, (int) at, copy);
        }

        @Override
        public void read(long at, ByteBuffer into) {
            byte[] all = files.content.get(number);
            into.put(all, (int) at, Math.min(into.remaining(), all.length - (int) at));
        }

        @Override
        public long size() {
            return files.content.get(number).length;
        }

        @Override
        public void close() {}
    }
}
