package io.catena.server.storage;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk in memory that promises as little as POSIX does: a power cut leaves what was synced, and of everything else any
 * part, in any order. Bytes of a file are safe once the file was synced; that a name is in a directory, or gone from it, once
 * the directory was. {@link #path} gives paths for the code that is tested, which works on them as on any other file system.
 */
final class LosingDisk {
    private static final int SECTOR_BYTES = 512;

    /** What becomes of what was not synced. */
    enum Rest {
        LOST,
        KEPT,
        ANY_PART
    }

    /** A change of a file that was not synced: bytes at a place, or, without bytes, a new length. */
    private record Change(int at, byte[] bytes) {}

    /** A file or a directory. */
    final class Node {
        final boolean directory;
        /** Of a directory: as processes see it; as it is on the disk; and changes on their way there, each atomic. */
        final Map<String, Node> entries = new TreeMap<>();

        private final Map<String, Node> durableEntries = new TreeMap<>();
        private final List<Map<String, Node>> entryChanges = new ArrayList<>();
        /** The same of a file's bytes. */
        private byte[] content = new byte[0];

        private byte[] durable = new byte[0];
        private final List<Change> changes = new ArrayList<>();

        Node(boolean directory) {
            this.directory = directory;
        }

        int size() {
            return content.length;
        }

        byte[] content() {
            return content;
        }

        void write(int at, byte[] bytes) {
            change(new Change(at, bytes));
        }

        void truncate(int size) {
            if (size < content.length) {
                change(new Change(size, null));
            }
        }

        private void change(Change change) {
            before();
            changes.add(change);
            content = changed(content, change);
        }

        void sync() {
            before();
            if (directory) {
                entryChanges.clear();
                durableEntries.clear();
                durableEntries.putAll(entries);
            } else {
                changes.clear();
                durable = content;
            }
        }

        /** Null takes a name away. */
        private void enter(Map<String, Node> change) {
            before();
            entryChanges.add(change);
            put(entries, change);
        }
    }

    private final LosingFileSystem fileSystem = new LosingFileSystem(this);
    private final Node root = new Node(true);
    private Runnable beforeEach = () -> {};

    Path path(String text) {
        return fileSystem.getPath(text);
    }

    /** Is run before each change and each sync. */
    void beforeEach(Runnable listener) {
        beforeEach = listener;
    }

    private void before() {
        beforeEach.run();
    }

    /** What is there after a power cut now. */
    LosingDisk afterPowerCut(Rest rest, Random random) {
        LosingDisk after = new LosingDisk();
        copy(root, after.root, rest, random, after, new IdentityHashMap<>());
        return after;
    }

    private static void copy(Node from, Node to, Rest rest, Random random, LosingDisk disk, Map<Node, Node> known) {
        Map<String, Node> entries = new TreeMap<>(from.durableEntries);
        for (Map<String, Node> change : from.entryChanges) {
            if (stays(rest, random)) {
                put(entries, change);
            }
        }
        entries.forEach((name, child) -> {
            Node copy = known.get(child);
            if (copy == null) {
                copy = disk.new Node(child.directory);
                known.put(child, copy);
                copy(child, copy, rest, random, disk, known);
            }
            to.entries.put(name, copy);
            to.durableEntries.put(name, copy);
        });
        byte[] bytes = from.durable;
        for (Change change : from.changes) {
            bytes = change.bytes() == null
                    ? (stays(rest, random) ? changed(bytes, change) : bytes)
                    : withSectors(bytes, change, rest, random);
        }
        to.content = bytes;
        to.durable = bytes;
    }

    private static byte[] withSectors(byte[] bytes, Change change, Rest rest, Random random) {
        int end = change.at() + change.bytes().length;
        byte[] now = Arrays.copyOf(bytes, Math.max(bytes.length, end));
        int size = bytes.length;
        for (int at = change.at(); at < end; ) {
            int next = Math.min(end, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
            if (stays(rest, random)) {
                System.arraycopy(change.bytes(), at - change.at(), now, at, next - at);
                size = Math.max(size, next);
            }
            at = next;
        }
        return Arrays.copyOf(now, size);
    }

    private static boolean stays(Rest rest, Random random) {
        return rest == Rest.KEPT || rest == Rest.ANY_PART && random.nextBoolean();
    }

    private static byte[] changed(byte[] bytes, Change change) {
        if (change.bytes() == null) {
            return Arrays.copyOf(bytes, Math.min(bytes.length, change.at()));
        }
        byte[] now = Arrays.copyOf(bytes, Math.max(bytes.length, change.at() + change.bytes().length));
        System.arraycopy(change.bytes(), 0, now, change.at(), change.bytes().length);
        return now;
    }

    private static void put(Map<String, Node> entries, Map<String, Node> change) {
        change.forEach((name, node) -> {
            if (node == null) {
                entries.remove(name);
            } else {
                entries.put(name, node);
            }
        });
    }

    /** Null if there is none. */
    Node find(Path path) {
        Node node = root;
        for (Path name : ((LosingPath) path.toAbsolutePath()).plain()) {
            node = node == null ? null : node.entries.get(name.toString());
        }
        return node;
    }

    Node get(Path path) throws NoSuchFileException {
        Node node = find(path);
        if (node == null) {
            throw new NoSuchFileException(path.toString());
        }
        return node;
    }

    Node create(Path path, boolean directory) throws NoSuchFileException, FileAlreadyExistsException {
        if (find(path) != null) {
            throw new FileAlreadyExistsException(path.toString());
        }
        Node created = new Node(directory);
        parent(path).enter(Map.of(name(path), created));
        return created;
    }

    void delete(Path path) throws NoSuchFileException {
        get(path);
        parent(path).enter(Collections.singletonMap(name(path), null));
    }

    /** Within one directory. */
    void move(Path from, Path to) throws NoSuchFileException {
        if (!from.toAbsolutePath().getParent().equals(to.toAbsolutePath().getParent())) {
            throw new UnsupportedOperationException("from one directory to another");
        }
        Map<String, Node> change = new TreeMap<>();
        change.put(name(from), null);
        change.put(name(to), get(from));
        parent(from).enter(change);
    }

    private Node parent(Path path) throws NoSuchFileException {
        return get(path.toAbsolutePath().getParent());
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}
