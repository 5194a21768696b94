package io.catena.server.coordination;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.ClusterShape;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Escaped;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.GivenShape;
import io.catena.server.chain.Member;
import io.catena.server.chain.Removal;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import io.catena.server.controller.decision.Health;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.coordination.client.CoordinationException;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.registration.RegisteredReplica;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The content of znodes: JSON objects with a {@code format} number beside the fields of a record. Fields that this
 * version does not know are ignored; if a field that it needs is missing, the znode is malformed.
 */
public final class ZnodeCodec {
    /** ZooKeeper refuses requests of about 1 MB; a longer content than this was not written by a node (C10). */
    static final int MAX_BYTES = 512 * 1024;

    private static final String CLUSTER_ID_FIELD = "clusterId";
    private static final String FORMAT_VERSION_FIELD = "formatVersion";
    private static final String HEALTH_FIELD = "health";
    private static final String PROCESS_FIELD = "process";
    private static final String COMMITTED_FIELD = "committed";
    private static final String CONFIGURATION_FIELD = "configuration";
    private static final String HANDOVER_FIELD = "handover";
    private static final String CHAINS_FIELD = "chains";
    private static final String REPLICAS_FIELD = "replicas";

    /**
     * No node of any version writes deeper nesting, and each level takes stack of the reader. The number of members is
     * bounded by {@link #MAX_BYTES}.
     */
    static final int MAX_NESTING = 16;

    private static final int MAX_SENTENCE_CHARACTERS = 300;
    private static final int MAX_ID_CHARACTERS = 100;
    private static final int MAX_ADDRESS_CHARACTERS = 300;
    private static final int MAX_PORT = 65_535;

    private final ZnodeJson json = new ZnodeJson();

    /** A node's registration: the process, and the cluster that it belongs to. */
    public record Registered(RegisteredNode node, String clusterId) {
        public Registered(String nodeId, long incarnation, String address, String clusterId, FormatRange formats) {
            this(new RegisteredNode(nodeId, incarnation, address, formats), clusterId);
        }

        public String nodeId() {
            return node.nodeId();
        }

        public String address() {
            return node.address();
        }

        public FormatRange formats() {
            return node.formats();
        }
    }

    /** A place in the election: the candidate, and the address at which its process is probed. */
    public record Candidacy(String nodeId, String address) {}

    /** What users are told about a chain. */
    public record Status(String note) {}

    /** The controller's latest term. The term is the znode's version; the content is for operators. */
    public record Term(String controller) {}

    public byte[] encode(Object record) {
        return json.encode(json.fieldsOf(record));
    }

    public byte[] encode(Registered registered) {
        return json.encode(RegistrationFields.of(registered));
    }

    /** Of one chain on all nodes the shape is left out, as by programs that know no other. */
    public byte[] encode(ClusterIdentity identity) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(CLUSTER_ID_FIELD, identity.clusterId());
        fields.put(FORMAT_VERSION_FIELD, identity.formatVersion());
        putShape(fields, identity.shape());
        return json.encode(fields);
    }

    /** Says nothing of one chain on all nodes. */
    static void putShape(Map<String, Object> fields, ClusterShape shape) {
        if (!shape.isOneChain()) {
            fields.put(CHAINS_FIELD, shape.chains());
            fields.put(REPLICAS_FIELD, shape.replicas());
        }
    }

    /** A replica's life: the fields of its report, the health of its node, and the incarnation of its process. */
    public byte[] encode(RegisteredReplica replica) {
        Map<String, Object> fields = json.fieldsOf(replica.report());
        fields.put(HEALTH_FIELD, replica.health());
        fields.put(PROCESS_FIELD, replica.process());
        return json.encode(fields);
    }

    /**
     * The configuration of the last activated epoch, and beside its fields a seq up to which the chain is certainly
     * committed.
     */
    byte[] encodeActivated(Configuration configuration, long committed) {
        Map<String, Object> fields = fieldsOf(configuration);
        fields.put(COMMITTED_FIELD, committed);
        return json.encode(fields);
    }

    public byte[] encode(Configuration configuration) {
        return json.encode(fieldsOf(configuration));
    }

    public byte[] encode(KnownMembership membership) {
        Map<String, Object> fields = json.fieldsOf(membership);
        fields.put(CONFIGURATION_FIELD, fieldsOf(membership.configuration()));
        return json.encode(fields);
    }

    /** A configuration says nothing of handovers where there is none, as one of an older program. */
    private Map<String, Object> fieldsOf(Configuration configuration) {
        Map<String, Object> fields = json.fieldsOf(configuration);
        if (!configuration.handover()) {
            fields.remove(HANDOVER_FIELD);
        }
        return fields;
    }

    /**
     * The settings of the cluster. Their format is that of the cluster: a program that does not know it cannot read
     * them and refuses to start.
     */
    public byte[] encode(SharedSettings settings) {
        return json.encode(json.fieldsOf(settings));
    }

    byte[] encodeFields(Map<String, Object> fields) {
        return json.encode(fields);
    }

    ZnodeFields fields(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        return json.decode(path, bytes);
    }

    /** No reader would accept what was to be written. */
    public static final class UnwritableZnode extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        UnwritableZnode(String message) {
            super(message);
        }
    }

    public ClusterIdentity identity(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        ZnodeFields fields = json.decode(path, bytes);
        ClusterIdentity identity = new ClusterIdentity(
                fields.text(CLUSTER_ID_FIELD), fields.integer(FORMAT_VERSION_FIELD), shape(path, fields));
        require(path, isText(identity.clusterId()), "it has no cluster id");
        require(
                path,
                identity.formatVersion() <= ClusterFormat.ZNODE_LAYOUT,
                "its format version " + identity.formatVersion() + " is newer than this program's "
                        + ClusterFormat.ZNODE_LAYOUT + "; upgrade this node");
        return identity;
    }

    static ClusterShape shape(String path, ZnodeFields identity) throws CoordinationException.MalformedZnode {
        if (!identity.has(CHAINS_FIELD)) {
            return ClusterShape.ONE_CHAIN;
        }
        int chains = identity.integer(CHAINS_FIELD);
        int replicas = identity.integer(REPLICAS_FIELD);
        require(
                path,
                new GivenShape(chains, replicas).problems().isEmpty(),
                "no cluster has " + chains + " chains of " + replicas + " replicas");
        return new ClusterShape(chains, replicas);
    }

    public Registered registered(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        ZnodeFields fields = json.decode(path, bytes);
        return RegistrationFields.read(path, fields, member(path, fields));
    }

    Configuration configuration(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        Configuration configuration = configuration(path, json.decode(path, bytes));
        require(path, configuration.epoch() > 0, "epoch and lineage begin with 1");
        return configuration;
    }

    /** Epoch 0 stands for a copy that an operator has chosen although its node was never a member. */
    Configuration activated(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        return configuration(path, json.decode(path, bytes));
    }

    /** A seq up to which the chain is certainly committed; 0 if the node that activated the epoch did not write one. */
    long committed(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        return json.decode(path, bytes).numberOr0(COMMITTED_FIELD);
    }

    private static Configuration configuration(String path, ZnodeFields fields)
            throws CoordinationException.MalformedZnode {
        List<Member> members = new ArrayList<>();
        for (ZnodeFields member : fields.objects("members")) {
            members.add(member(path, member));
        }
        require(path, !members.isEmpty(), "it has no member");
        ZnodeFields joining = fields.objectOrNull("joining");
        ZnodeFields removed = fields.object("removed");
        Map<String, Long> lives = new TreeMap<>();
        for (String nodeId : removed.names()) {
            lives.put(nodeId, removed.number(nodeId));
        }
        Configuration configuration = new Configuration(
                fields.integer("chain"),
                fields.number("epoch"),
                fields.number("lineage"),
                members,
                joining == null ? null : member(path, joining),
                fields.flag("clean"),
                lives,
                fields.hasValue("settings") ? settings(path, fields.object("settings")) : null,
                fields.has("priorLeaseMillis")
                        ? fields.integer("priorLeaseMillis")
                        : SharedSettings.LONGEST_LEASE_MILLIS,
                fields.has("lastRemovals") ? removals(fields.objects("lastRemovals")) : List.of(),
                fields.has(HANDOVER_FIELD) && fields.flag(HANDOVER_FIELD));
        require(path, configuration.epoch() >= 0 && configuration.lineage() > 0, "epoch and lineage begin with 1");
        require(path, configuration.priorLeaseMillis() >= 0, "no lease is shorter than 0 ms");
        return configuration;
    }

    /** Why nodes were removed. A node of another version may have written any text. */
    private static List<Removal> removals(List<ZnodeFields> all) throws CoordinationException.MalformedZnode {
        List<Removal> removals = new ArrayList<>();
        for (ZnodeFields fields : all) {
            removals.add(new Removal(
                    Escaped.of(fields.text("nodeId"), MAX_ID_CHARACTERS),
                    fields.number(ZnodeFieldNames.LIFE),
                    fields.number("epoch"),
                    Escaped.of(fields.text("by"), MAX_ID_CHARACTERS),
                    Escaped.of(fields.text("why"), MAX_SENTENCE_CHARACTERS)));
        }
        return removals.subList(Math.max(0, removals.size() - Configuration.MOST_REMOVALS), removals.size());
    }

    /** The wanted settings, of any format. */
    public SharedSettings settings(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        return settings(path, json.fields(path, bytes));
    }

    private static SharedSettings settings(String path, ZnodeFields fields)
            throws CoordinationException.MalformedZnode {
        SharedSettings settings = new SharedSettings(
                fields.integer("leaseMillis"),
                fields.integer("minReplicas"),
                fields.integer("wishedReplicas"),
                fields.has(ZnodeJson.FORMAT_FIELD)
                        ? fields.integer(ZnodeJson.FORMAT_FIELD)
                        : ClusterFormat.FIRST.number());
        require(path, settings.problems().isEmpty(), String.join("; ", settings.problems()));
        return settings;
    }

    /** The membership that a node stores beside its data. */
    KnownMembership membership(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        return membership(path, json.decode(path, bytes));
    }

    static KnownMembership membership(String path, ZnodeFields fields) throws CoordinationException.MalformedZnode {
        return new KnownMembership(
                configuration(path, fields.object(CONFIGURATION_FIELD)), fields.number("activatedEpoch"));
    }

    private static Member member(String path, ZnodeFields fields) throws CoordinationException.MalformedZnode {
        Member member = new Member(fields.text("nodeId"), fields.number(ZnodeFieldNames.LIFE), fields.text("address"));
        require(
                path,
                isText(member.nodeId()) && isText(member.address()) && member.life() != 0,
                "a member in it lacks id, incarnation or address");
        require(path, isId(member.nodeId()), "the id of a member in it is no short, plain word");
        require(path, isAddress(member.address()), "the address of a member in it is no HOST:PORT");
        return member;
    }

    public Candidacy candidacy(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        ZnodeFields fields = json.decode(path, bytes);
        Candidacy candidacy = new Candidacy(fields.text("nodeId"), fields.text("address"));
        require(
                path,
                isText(candidacy.nodeId()) && isText(candidacy.address()),
                "the candidate in it lacks id or address");
        require(path, isId(candidacy.nodeId()), "the candidate's id in it is no short, plain word");
        require(path, isAddress(candidacy.address()), "the candidate's address in it is no HOST:PORT");
        return candidacy;
    }

    public RegisteredReplica replica(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        ZnodeFields fields = json.decode(path, bytes);
        require(path, fields.number(PROCESS_FIELD) != 0, "it names no process");
        return new RegisteredReplica(fields.number(PROCESS_FIELD), report(path, fields), health(fields));
    }

    private static ReplicaReport report(String path, ZnodeFields fields) throws CoordinationException.MalformedZnode {
        List<String> suspects = fields.texts("suspects");
        require(
                path,
                suspects.stream().allMatch(ZnodeCodec::isId),
                "the id of a suspect in it is no short, plain word");
        return new ReplicaReport(
                fields.integer("chain"),
                fields.number(ZnodeFieldNames.LIFE),
                fields.number("epoch"),
                fields.number("lineage"),
                fields.number("logEnd"),
                fields.flag("installing"),
                fields.number("caughtUp"),
                new TreeSet<>(suspects),
                fields.flag("leaving"));
    }

    /** The health of the reporting node; values that the report does not have count as good. */
    private static Health health(ZnodeFields fields) throws CoordinationException.MalformedZnode {
        if (!fields.has(HEALTH_FIELD)) {
            return Health.WELL;
        }
        ZnodeFields said = fields.object(HEALTH_FIELD);
        return new Health(
                said.numberOr0("diskMillis"),
                said.numberOr0("hungMillis"),
                said.numberOr0("loopMillis"),
                said.numberOr0("hopMillis"),
                said.has("lowOnSpace") && said.flag("lowOnSpace"));
    }

    String note(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        String note = json.decode(path, bytes).text("note");
        return note == null ? "" : note;
    }

    static void require(String path, boolean holds, String otherwise) throws CoordinationException.MalformedZnode {
        if (!holds) {
            throw new CoordinationException.MalformedZnode(path + " cannot be used: " + otherwise, null);
        }
    }

    static boolean isText(String text) {
        return text != null && !text.isEmpty();
    }

    static boolean isId(String text) {
        return text.length() <= MAX_ID_CHARACTERS && Escaped.isPlain(text);
    }

    /** Whether the text is an address, so that its later users need not check it. */
    private static boolean isAddress(String text) {
        int colon = text.lastIndexOf(':');
        return text.length() <= MAX_ADDRESS_CHARACTERS
                && Escaped.isPlain(text)
                && colon > 0
                && text.substring(colon + 1).matches("[0-9]{1,5}")
                && Integer.parseInt(text.substring(colon + 1)) <= MAX_PORT;
    }
}
