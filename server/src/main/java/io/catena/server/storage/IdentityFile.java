package io.catena.server.storage;

import io.catena.server.json.Json;
import io.catena.server.json.Records;
import io.catena.server.storage.DataDirectoryException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** {@code node.json}: whose directory it is, and in which format it is written. */
final class IdentityFile {
    private static final int FORMAT_VERSION = 1;

    /** The file's content. */
    record Content(int formatVersion, String clusterId, String nodeId, boolean retired) {}

    private final Path directory;

    IdentityFile(Path directory) {
        this.directory = directory;
    }

    Path path() {
        return directory.resolve("node.json");
    }

    /** The identity; null if there is no file. */
    Identity read() throws DataDirectoryException {
        try {
            Map<String, Object> fields = Json.object(Files.readAllBytes(path()));
            checkFormat(fields.get("formatVersion"));
            fields.putIfAbsent("retired", false);
            Content content = Records.read(fields, Content.class);
            if (isBlank(content.clusterId()) || isBlank(content.nodeId())) {
                throw damaged("it names no cluster id or no node id", null);
            }
            return new Identity(content.clusterId(), content.nodeId(), content.retired());
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw damaged(e.toString(), e);
        }
    }

    private void checkFormat(Object version) throws DataDirectoryException {
        if (!(version instanceof Integer format) || format < 1) {
            throw damaged("it names no format version", null);
        }
        if (format > FORMAT_VERSION) {
            throw new DataDirectoryException(
                    Reason.LATER_FORMAT,
                    directory,
                    "it has format " + format + " and this version of Catena knows up to " + FORMAT_VERSION
                            + "; use the version that wrote it, or a later one",
                    null);
        }
    }

    void write(Identity identity) throws IOException {
        Content content = new Content(FORMAT_VERSION, identity.clusterId(), identity.nodeId(), identity.retired());
        DurableFiles.replace(path(), Json.prettyBytes(Records.fields(content)));
    }

    private DataDirectoryException damaged(String problem, IOException cause) {
        return new DataDirectoryException(
                Reason.DAMAGED,
                directory,
                path().getFileName() + " makes no sense (" + problem + "); restore it or use an empty directory",
                cause);
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
