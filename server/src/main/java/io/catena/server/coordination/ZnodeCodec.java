package io.catena.server.coordination;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.Health;
import io.catena.server.json.Json;
import io.catena.server.json.JsonFormatException;
import io.catena.server.json.Records;
import java.util.LinkedHashMap;
import java.util.Map;

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

    byte[] encode(Record content) {
        return encode(Records.fields(content));
    }

    /** A report, and beside its fields how the node's disk does. */
    byte[] encode(ReplicaReport report, Health health) {
        Map<String, Object> fields = Records.fields(report);
        fields.put(HEALTH_FIELD, Records.fields(health));
        return encode(fields);
    }

    private static byte[] encode(Map<String, Object> fields) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(FORMAT_FIELD, FORMAT);
        json.putAll(fields);
        return Json.bytes(json);
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

    /** How the disk of the reporting node does; well, if it does not say. */
    Health health(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        Object health = fields(path, bytes, Health.class).get(HEALTH_FIELD);
        return health instanceof Map<?, ?> fields ? convert(path, fields, Health.class) : Health.WELL;
    }

    String note(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        String note = decode(path, bytes, Status.class).note();
        return note == null ? "" : note;
    }

    private static <T extends Record> T decode(String path, byte[] bytes, Class<T> type)
            throws CoordinationException.MalformedZnode {
        return convert(path, fields(path, bytes, type), type);
    }

    private static Map<String, Object> fields(String path, byte[] bytes, Class<?> type)
            throws CoordinationException.MalformedZnode {
        require(path, bytes.length <= MAX_BYTES, "it has " + bytes.length + " bytes, more than " + MAX_BYTES);
        try {
            Map<String, Object> json = Json.object(bytes);
            require(path, json.get(FORMAT_FIELD) instanceof Integer given && given >= 1, "it names no format");
            int format = (Integer) json.get(FORMAT_FIELD);
            require(
                    path,
                    format <= FORMAT,
                    "its format " + format + " is newer than this program's " + FORMAT + "; upgrade this node");
            return json;
        } catch (JsonFormatException e) {
            throw notUnderstood(path, type, e);
        }
    }

    private static <T extends Record> T convert(String path, Map<?, ?> fields, Class<T> type)
            throws CoordinationException.MalformedZnode {
        try {
            return Records.read(fields, type);
        } catch (JsonFormatException e) {
            throw notUnderstood(path, type, e);
        }
    }

    private static CoordinationException.MalformedZnode notUnderstood(
            String path, Class<?> type, JsonFormatException e) {
        return new CoordinationException.MalformedZnode(
                path + " cannot be understood as " + type.getSimpleName() + ": " + e.getMessage()
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
}
