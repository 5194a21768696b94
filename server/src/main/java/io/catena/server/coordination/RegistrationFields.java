package io.catena.server.coordination;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.Member;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.registration.RegisteredNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a node's registration. What carriers of chains say is left out in a cluster of one, as by programs that know no other. */
final class RegistrationFields {
    private static final String CLUSTER_ID = "clusterId";
    private static final String FORMATS = "formats";

    private RegistrationFields() {}

    static Map<String, Object> of(ZnodeCodec.Registered registered) {
        RegisteredNode node = registered.node();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("nodeId", node.nodeId());
        fields.put(ZnodeFieldNames.LIFE, node.incarnation());
        fields.put("address", node.address());
        fields.put(CLUSTER_ID, registered.clusterId());
        fields.put(FORMATS, node.formats());
        node.said().ifPresent(carrier -> CarrierFields.add(carrier, fields));
        return fields;
    }

    /** @param process the node and its incarnation, as the same fields say */
    static ZnodeCodec.Registered read(String path, ZnodeFields fields, Member process) throws MalformedZnode {
        RegisteredNode node = new RegisteredNode(
                process.nodeId(),
                process.life(),
                process.address(),
                formats(path, fields),
                CarrierFields.of(path, fields));
        return new ZnodeCodec.Registered(node, fields.text(CLUSTER_ID));
    }

    /** A registration without formats comes from a program that knows only the first one. */
    private static FormatRange formats(String path, ZnodeFields registration) throws MalformedZnode {
        if (!registration.has(FORMATS)) {
            return FormatRange.ONLY_THE_FIRST;
        }
        ZnodeFields said = registration.object(FORMATS);
        FormatRange formats = new FormatRange(said.integer("oldest"), said.integer("newest"));
        boolean isRange = formats.oldest() >= ClusterFormat.FIRST.number() && formats.newest() >= formats.oldest();
        ZnodeCodec.require(path, isRange, "the formats in it are no range: " + formats);
        return formats;
    }
}
