package io.catena.server.coordination;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.Health;
import java.io.IOException;

/**
 * The content of znodes: JSON objects with a {@code format} number beside the fields of a record. Fields that this version
 * does not know are ignored; fields that it needs and does not find make the znode malformed.
 */
final class ZnodeCodec {
    /** ZooKeeper refuses requests of about 1 MB; what is longer than this was not written by a node. */
    static final int MAX_BYTES = 512 * 1024;

    private static final int FORMAT = 1;
    private static final String FORMAT_FIELD = "format";
    private static final String HEALTH_FIELD = "health";

    private final ObjectMapper mapper = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /** A node's registration: the member that it is, and the cluster that it believes in. */
    record Registered(String nodeId, long incarnation, String address, String clusterId) {
        Member member() {
            return new Member(nodeId, incarnation, address);
        }
    }

    /** A place in the election: whose it is, and where that process is to be asked whether it is there. */
    record Candidacy(String nodeId, String address) {}

    /** What users are told about a chain. */
    record Status(String note) {}

    /** The controller's latest term: the znode's version counts, the content is for people. */
    record Term(String controller) {}

    byte[] encode(Object record) {
        ObjectNode json = mapper.createObjectNode().put(FORMAT_FIELD, FORMAT);
        json.setAll(mapper.<ObjectNode>valueToTree(record));
        try {
            return mapper.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + record, e);
        }
    }

    /** A report, and beside its fields how the node does. */
    byte[] encode(ReplicaReport report, Health health) {
        ObjectNode json = mapper.valueToTree(report);
        json.set(HEALTH_FIELD, mapper.valueToTree(health));
        return encode(json);
    }

    ClusterIdentity identity(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        ClusterIdentity identity = decode(path, bytes, ClusterIdentity.class);
        require(path, isText(identity.clusterId()), "it has no cluster id");
        require(
                path,
                identity.formatVersion() <= ClusterIdentity.FORMAT_VERSION,
                "its format version " + identity.formatVersion() + " is newer than this program's "
                        + ClusterIdentity.FORMAT_VERSION + "; upgrade this node");
        return identity;
    }

    Registered registered(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        Registered registered = decode(path, bytes, Registered.class);
        requireMember(path, registered.member());
        return registered;
    }

    Configuration configuration(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        Configuration configuration = decode(path, bytes, Configuration.class);
        require(path, configuration.epoch() > 0 && configuration.lineage() > 0, "epoch and lineage begin with 1");
        require(path, !configuration.removed().containsValue(null), "a removed node in it lacks its incarnation");
        for (Member member : configuration.line()) {
            requireMember(path, member);
        }
        return configuration;
    }

    Candidacy candidacy(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        Candidacy candidacy = decode(path, bytes, Candidacy.class);
        require(
                path,
                isText(candidacy.nodeId()) && isText(candidacy.address()),
                "the candidate in it lacks id or address");
        return candidacy;
    }

    ReplicaReport report(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        return decode(path, bytes, ReplicaReport.class);
    }

    /** How the reporting node does; well, in what it does not say. */
    Health health(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        JsonNode said = decode(path, bytes, JsonNode.class).get(HEALTH_FIELD);
        if (said == null) {
            return Health.WELL;
        }
        require(path, said.isObject(), "the health in it is no JSON object");
        ObjectNode health = mapper.valueToTree(Health.WELL);
        return convert(path, health.setAll((ObjectNode) said), Health.class);
    }

    String note(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        String note = decode(path, bytes, Status.class).note();
        return note == null ? "" : note;
    }

    private <T> T decode(String path, byte[] bytes, Class<T> type) throws CoordinationException.MalformedZnode {
        require(path, bytes.length <= MAX_BYTES, "it has " + bytes.length + " bytes, more than " + MAX_BYTES);
        try {
            JsonNode json = mapper.readTree(bytes);
            require(path, json.isObject(), "it holds no JSON object");
            JsonNode format = json.get(FORMAT_FIELD);
            require(path, format != null && format.canConvertToInt() && format.intValue() >= 1, "it names no format");
            require(
                    path,
                    format.intValue() <= FORMAT,
                    "its format " + format.intValue() + " is newer than this program's " + FORMAT
                            + "; upgrade this node");
            return convert(path, json, type);
        } catch (IOException e) {
            throw notUnderstood(path, type, e);
        }
    }

    private <T> T convert(String path, JsonNode json, Class<T> type) throws CoordinationException.MalformedZnode {
        try {
            return mapper.treeToValue(json, type);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw notUnderstood(path, type, e);
        }
    }

    private static CoordinationException.MalformedZnode notUnderstood(String path, Class<?> type, Exception e) {
        return new CoordinationException.MalformedZnode(
                path + " cannot be understood as " + type.getSimpleName() + ": " + firstLine(e)
                        + "; restore or repair it",
                e);
    }

    private static void requireMember(String path, Member member) throws CoordinationException.MalformedZnode {
        require(
                path,
                member != null && isText(member.nodeId()) && isText(member.address()) && member.incarnation() != 0,
                "a member in it lacks id, incarnation or address");
    }

    private static void require(String path, boolean holds, String otherwise)
            throws CoordinationException.MalformedZnode {
        if (!holds) {
            throw new CoordinationException.MalformedZnode(path + " cannot be used: " + otherwise, null);
        }
    }

    private static boolean isText(String text) {
        return text != null && !text.isEmpty();
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
