package io.catena.server.storage;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.catena.server.storage.DataDirectoryException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** {@code node.json}: whose directory it is, and in which format it is written. */
final class IdentityFile {
    private static final int FORMAT_VERSION = 1;

    /** The file's content. */
    record Content(int formatVersion, String clusterId, String nodeId, boolean retired) {}

    private final Path directory;
    private final ObjectMapper json =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    IdentityFile(Path directory) {
        this.directory = directory;
    }

    Path path() {
        return directory.resolve("node.json");
    }

    /** The identity; null if there is no file. */
    Identity read() throws DataDirectoryException {
        Content content;
        try {
            content = json.readValue(Files.readAllBytes(path()), Content.class);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw damaged(e.toString(), e);
        }
        if (content == null || content.formatVersion() < 1) {
            throw damaged("it names no format version", null);
        }
        if (content.formatVersion() > FORMAT_VERSION) {
            throw new DataDirectoryException(
                    Reason.LATER_FORMAT,
                    directory,
                    "it has format " + content.formatVersion() + " and this version of Catena knows up to "
                            + FORMAT_VERSION + "; use the version that wrote it, or a later one",
                    null);
        }
        if (isBlank(content.clusterId()) || isBlank(content.nodeId())) {
            throw damaged("it names no cluster id or no node id", null);
        }
        return new Identity(content.clusterId(), content.nodeId(), content.retired());
    }

    void write(Identity identity) throws IOException {
        Content content = new Content(FORMAT_VERSION, identity.clusterId(), identity.nodeId(), identity.retired());
        DurableFiles.replace(path(), json.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
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
