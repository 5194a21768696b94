package io.catena.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.cli.text.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The file with the user's contexts. It is read whole and written whole, so that a reader sees the old or the new one. Changes are
 * made one after the other, whichever process makes them. What is not understood is refused: writing the file would lose it.
 */
final class ContextsFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final String CURRENT = "current";
    private static final String CONTEXTS = "contexts";
    private static final String SERVERS = "servers";
    private static final Set<String> PATHS = Set.of("cacert", "cert", "key", "tokenFile", "adminTokenFile");

    /** A change takes some milliseconds; one that waits for this long was stopped. */
    private static final long LOCK_WAIT_MILLIS = 3_000;

    private final Path file;
    private final long lockWaitMillis;

    /** @param lockWaitMillis how long a change waits for those of other commands */
    ContextsFile(Path file, long lockWaitMillis) {
        this.file = file;
        this.lockWaitMillis = lockWaitMillis;
    }

    /** The one of CATENA_CONTEXTS, else that in the user's home. */
    static ContextsFile of(UnaryOperator<String> environment) {
        String named = environment.apply("CATENA_CONTEXTS");
        return new ContextsFile(
                named == null || named.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".config", "catena", "contexts.json")
                        : Path.of(named),
                LOCK_WAIT_MILLIS);
    }

    @Override
    public String toString() {
        return file.toString();
    }

    /** No contexts if there is no file. */
    Contexts read() throws IOException {
        if (!Files.exists(file)) {
            return Contexts.EMPTY;
        }
        if (!Files.isRegularFile(file)) {
            throw wrong("is no regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw wrong("is longer than " + MAX_BYTES + " bytes");
            }
            return contexts(object("the file", Json.read(content)));
        } catch (JsonProcessingException e) {
            throw wrong("is no JSON: " + e.getOriginalMessage());
        }
    }

    private Contexts contexts(Map<?, ?> content) {
        for (Object name : content.keySet()) {
            if (!name.equals(CURRENT) && !name.equals(CONTEXTS)) {
                throw wrong("has a field '" + name + "', which this program does not know");
            }
        }
        Map<String, ServerSettings> byName = new LinkedHashMap<>();
        if (content.get(CONTEXTS) != null) {
            object(CONTEXTS, content.get(CONTEXTS)).forEach((name, settings) -> {
                if (!Contexts.isName(name.toString())) {
                    throw wrong("has a context '" + name + "', which is no name of one");
                }
                byName.put(name.toString(), settings(name.toString(), object("context '" + name + "'", settings)));
            });
        }
        String current = text(CURRENT, content.get(CURRENT));
        if (current != null && !byName.containsKey(current)) {
            throw wrong("has a current context '" + current + "', which is not among its contexts");
        }
        return new Contexts(current, byName);
    }

    private ServerSettings settings(String name, Map<?, ?> content) {
        for (Object field : content.keySet()) {
            if (!field.equals(SERVERS) && !PATHS.contains(field)) {
                throw wrong("has a field '" + field + "' in context '" + name + "', which this program does not know");
            }
        }
        return new ServerSettings(
                servers(content.get(SERVERS)),
                path(content, "cacert"),
                path(content, "cert"),
                path(content, "key"),
                path(content, "tokenFile"),
                path(content, "adminTokenFile"));
    }

    private List<String> servers(Object content) {
        if (content == null) {
            return null;
        }
        if (!(content instanceof List<?> list) || list.isEmpty()) {
            throw wrong("has servers that are no list with at least one");
        }
        return list.stream().map(server -> text(SERVERS, server)).toList();
    }

    /** Relative to the file, so that it may lie beside certificates and move with them. */
    private Path path(Map<?, ?> content, String field) {
        String text = text(field, content.get(field));
        return text == null ? null : file.toAbsolutePath().resolveSibling(text);
    }

    private String text(String what, Object content) {
        if (content != null && !(content instanceof String)) {
            throw wrong("has something else than a text as " + what);
        }
        return (String) content;
    }

    private Map<?, ?> object(String what, Object content) {
        if (!(content instanceof Map<?, ?> object)) {
            throw wrong("has something else than an object as " + what);
        }
        return object;
    }

    private CommandFailure wrong(String what) {
        return new CommandFailure(
                ExitCode.USAGE, "the contexts file " + file + " " + what + "; correct it, or move it away");
    }

    /**
     * What a change found and what it left.
     *
     * @param before as it was in the file
     * @param after as it is in the file now
     */
    record Changed(Contexts before, Contexts after) {}

    /**
     * Changes the contexts; no other command changes them meanwhile. The file is readable by its owner alone; a link to it
     * stays one.
     *
     * @param change what it throws goes to the caller, and nothing is written
     */
    Changed change(UnaryOperator<Contexts> change) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Files.createDirectories(target.getParent(), attributes(target, "rwx------"));
        Path lock = target.resolveSibling(target.getFileName() + ".lock");
        LockFile held = LockFile.take(lock, lockWaitMillis, attributes(target, "rw-------"));
        try {
            Contexts before = read();
            Contexts after = change.apply(before);
            write(target, after);
            return new Changed(before, after);
        } finally {
            held.close();
        }
    }

    private void write(Path target, Contexts contexts) throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put(CURRENT, contexts.current());
        Map<String, Object> byName = new LinkedHashMap<>();
        contexts.byName().forEach((name, settings) -> byName.put(name, settings.json()));
        content.put(CONTEXTS, byName);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Json.print(bytes, content);
        Path next = target.resolveSibling(
                target.getFileName() + ".new-" + ProcessHandle.current().pid());
        try {
            try (FileChannel out = FileChannel.open(
                    next,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    attributes(target, "rw-------"))) {
                out.write(ByteBuffer.wrap(bytes.toByteArray()));
                out.force(true);
            }
            Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static FileAttribute<?>[] attributes(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
