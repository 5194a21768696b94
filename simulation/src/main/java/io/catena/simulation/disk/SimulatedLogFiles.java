package io.catena.simulation.disk;

import io.catena.server.storage.journal.LogFile;
import io.catena.server.storage.journal.LogFiles;
import io.catena.simulation.run.SeededRandom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files of a log on a disk that keeps for certain only what was synced. Of anything else a crash leaves all, nothing, a first
 * part, or any of its sectors; a file whose deletion was not synced may be there again.
 */
final class SimulatedLogFiles implements LogFiles {
    private static final int SECTOR_BYTES = 512;
    /** Files grow by so much, filled with zeros. */
    private static final int GROWTH_BYTES = 4096;

    private final Power power;
    private final SeededRandom seededRandom;
    private final SortedMap<Long, Content> files = new TreeMap<>();
    private final SortedMap<Long, Content> deleted = new TreeMap<>();
    /** Oldest first. */
    private final List<Unsynced> unsynced = new ArrayList<>();

    private boolean syncs = true;

    /** A file's bytes. */
    private static final class Content {
        byte[] bytes = new byte[0];
    }

    /** A write that a crash may undo. */
    private record Unsynced(Content file, int sizeBefore, int at, byte[] before, byte[] after) {}

    SimulatedLogFiles(Power power, SeededRandom seededRandom) {
        this.power = power;
        this.seededRandom = seededRandom;
    }

    SimulatedLogFiles copy(Power newPower) {
        SimulatedLogFiles copy = new SimulatedLogFiles(newPower, seededRandom);
        files.forEach((number, content) -> {
            Content same = new Content();
            same.bytes = content.bytes.clone();
            copy.files.put(number, same);
        });
        return copy;
    }

    /** Whether writes are durable when they return. If not, they are with the next one that is. */
    void sync(boolean each) {
        syncs = each;
    }

    /** The power has failed. */
    void crash() {
        for (int i = unsynced.size() - 1; i >= 0; i--) {
            Unsynced write = unsynced.get(i);
            System.arraycopy(write.before(), 0, write.file().bytes, write.at(), write.before().length);
        }
        unsynced.forEach(this::leaveSome);
        unsynced.clear();
        deleted.forEach((number, content) -> {
            if (seededRandom.chance(0.5)) {
                files.putIfAbsent(number, content);
            }
        });
        deleted.clear();
        syncs = true;
    }

    private void leaveSome(Unsynced write) {
        byte[] bytes = write.after();
        switch (seededRandom.below(4)) {
            case 0 -> leave(write, 0, bytes.length);
            case 1 -> leave(write, 0, seededRandom.below(bytes.length));
            case 2 -> {
                for (int from = 0; from < bytes.length; from += SECTOR_BYTES) {
                    if (seededRandom.chance(0.5)) {
                        leave(write, from, Math.min(bytes.length, from + SECTOR_BYTES));
                    }
                }
            }
            default -> {
                Content file = write.file();
                if (seededRandom.chance(0.5) && file == newest()) {
                    file.bytes = Arrays.copyOf(file.bytes, write.sizeBefore());
                }
            }
        }
    }

    private Content newest() {
        return files.isEmpty() ? null : files.get(files.lastKey());
    }

    private static void leave(Unsynced write, int from, int to) {
        write.file().bytes = grown(write.file().bytes, write.at() + to);
        System.arraycopy(write.after(), from, write.file().bytes, write.at() + from, to - from);
    }

    private static byte[] grown(byte[] bytes, int size) {
        return size <= bytes.length
                ? bytes
                : Arrays.copyOf(bytes, (size + GROWTH_BYTES - 1) / GROWTH_BYTES * GROWTH_BYTES);
    }

    // ------------------------------------------------------------------------------------------- the port

    @Override
    public SortedSet<Long> numbers() {
        return new TreeSet<>(files.keySet());
    }

    @Override
    public LogFile open(long number) {
        return new SimulatedFile(files.get(number));
    }

    @Override
    public LogFile create(long number) throws IOException {
        boolean fails = power.failsNow();
        if (!fails || seededRandom.chance(0.5)) {
            files.put(number, new Content());
        }
        if (fails) {
            throw power.end();
        }
        deleted.clear();
        return open(number);
    }

    @Override
    public void delete(long number) throws IOException {
        if (power.failsNow()) {
            throw power.end();
        }
        Content content = files.remove(number);
        if (content != null) {
            deleted.put(number, content);
        }
    }

    @Override
    public void sync() {
        deleted.clear();
    }

    @Override
    public ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes);
    }

    private final class SimulatedFile implements LogFile {
        private final Content content;

        SimulatedFile(Content content) {
            this.content = content;
        }

        @Override
        public void write(long at, ByteBuffer bytes) throws IOException {
            boolean fails = power.failsNow();
            int from = (int) at;
            int sizeBefore = content.bytes.length;
            content.bytes = grown(content.bytes, from + bytes.remaining());
            if (fails || !syncs) {
                byte[] after = new byte[bytes.remaining()];
                bytes.duplicate().get(after);
                byte[] before = Arrays.copyOfRange(content.bytes, from, from + after.length);
                unsynced.add(new Unsynced(content, sizeBefore, from, before, after));
            } else {
                unsynced.clear();
            }
            bytes.get(content.bytes, from, bytes.remaining());
            if (fails) {
                throw power.end();
            }
        }

        @Override
        public void read(long at, ByteBuffer into) {
            into.put(content.bytes, (int) at, Math.min(into.remaining(), content.bytes.length - (int) at));
        }

        @Override
        public long size() {
            return content.bytes.length;
        }

        @Override
        public void close() {
            // There is nothing to give back.
        }
    }
}
