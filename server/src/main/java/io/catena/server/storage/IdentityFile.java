package io.catena.server.storage;

import com.fasterxml.jackson.jr.ob.JSON;
import io.catena.server.chain.Advice;
import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Escaped;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.GivenShape;
import io.catena.server.storage.DataDirectoryException.Reason;
import io.catena.server.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code node.json}: whose directory it is, and in which format it is written. */
final class IdentityFile {
    private static final String FORMAT_VERSION_FIELD = "formatVersion";
    private static final String CLUSTER_ID_FIELD = "clusterId";
    private static final String NODE_ID_FIELD = "nodeId";
    private static final String RETIRED_FIELD = "retired";
    private static final String CHAINS_FIELD = "chains";
    private static final String REPLICAS_FIELD = "replicas";

    private final Path directory;
    /** Of a directory of a cluster of one chain. */
    private final FormatRange knownOfOneChain;

    private final JSON json = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

    IdentityFile(Path directory) {
        this(directory, ClusterFormat.KNOWN);
    }

    /** @param known the formats that are not refused */
    IdentityFile(Path directory, FormatRange known) {
        this.directory = directory;
        this.knownOfOneChain = known;
    }

    Path path() {
        return directory.resolve("node.json");
    }

    /** The identity; null if there is no file. */
    Identity read() throws DataDirectoryException {
        Map<String, Object> content;
        try {
            content = json.mapFrom(Files.readAllBytes(path()));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw damaged(e.toString(), e);
        }
        if (content == null
                || !(content.get(FORMAT_VERSION_FIELD) instanceof Integer formatVersion)
                || formatVersion < ClusterFormat.FIRST.number()) {
            throw damaged("it names no format version", null);
        }
        ClusterShape shape = shape(content, formatVersion);
        requireKnown(formatVersion, shape.isOneChain() ? knownOfOneChain : ClusterFormat.known(shape));
        if (!(content.get(CLUSTER_ID_FIELD) instanceof String clusterId)
                || !Escaped.isName(clusterId)
                || !(content.get(NODE_ID_FIELD) instanceof String nodeId)
                || !Escaped.isName(nodeId)) {
            throw damaged(
                    "it names no cluster id or no node id, of at most " + Escaped.MAX_NAME_CHARACTERS
                            + " characters that can be shown",
                    null);
        }
        if (!Escaped.isPlain(clusterId) || !Escaped.isPlain(nodeId)) {
            throw damaged("its ids are no plain words", null);
        }
        if (!(content.getOrDefault(RETIRED_FIELD, false) instanceof Boolean retired)) {
            throw damaged("it does not say whether the node is retired", null);
        }
        return new Identity(clusterId, nodeId, retired, formatVersion, shape);
    }

    /** What a format says that knows no shapes is not looked at. */
    private ClusterShape shape(Map<String, Object> content, int format) throws DataDirectoryException {
        if (!content.containsKey(CHAINS_FIELD) || format < ClusterFormat.MANY_CHAINS.number()) {
            return ClusterShape.ONE_CHAIN;
        }
        if (!(content.get(CHAINS_FIELD) instanceof Integer chains)
                || !(content.get(REPLICAS_FIELD) instanceof Integer replicas)
                || !new GivenShape(chains, replicas).problems().isEmpty()) {
            throw damaged("no cluster has such a number of chains and replicas", null);
        }
        return new ClusterShape(chains, replicas);
    }

    private void requireKnown(int format, FormatRange known) throws DataDirectoryException {
        if (known.includes(format)) {
            return;
        }
        boolean later = format > known.newest();
        throw new DataDirectoryException(
                later ? Reason.LATER_FORMAT : Reason.EARLIER_FORMAT,
                directory,
                "it has format " + format + " and this version of Catena knows " + known + "; "
                        + (later
                                ? "use the version that wrote it, or a later one"
                                : "use a version that knows both, or an empty directory"),
                null);
    }

    void write(Identity identity) throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put(FORMAT_VERSION_FIELD, identity.format());
        content.put(CLUSTER_ID_FIELD, identity.clusterId());
        content.put(NODE_ID_FIELD, identity.nodeId());
        content.put(RETIRED_FIELD, identity.retired());
        if (!identity.shape().isOneChain()) {
            content.put(CHAINS_FIELD, identity.shape().chains());
            content.put(REPLICAS_FIELD, identity.shape().replicas());
        }
        DurableFiles.replace(path(), json.asBytes(content));
    }

    private DataDirectoryException damaged(String problem, IOException cause) {
        return new DataDirectoryException(
                Reason.DAMAGED,
                directory,
                path().getFileName() + " makes no sense (" + problem + "); restore it. If it cannot be, "
                        + Advice.COPY_DAMAGED,
                cause);
    }
}
