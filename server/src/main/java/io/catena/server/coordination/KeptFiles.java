package io.catena.server.coordination;

import io.catena.server.chain.ClusterShape;
import io.catena.server.controller.decision.Holding;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import java.util.Map;

/** The content of files that store what is otherwise in ZooKeeper, in the format of znodes. Thread-safe. */
public final class KeptFiles {
    private static final String CHAIN_FIELD = "chain";

    private final ZnodeCodec codec = new ZnodeCodec();
    private final ZnodeJson json = new ZnodeJson();

    public byte[] encode(KnownMembership knownMembership) {
        return codec.encode(knownMembership);
    }

    /** One line. */
    public byte[] encode(KeptCopy copy) {
        Map<String, Object> fields = json.fieldsOf(copy.holding());
        if (!copy.shape().isOneChain()) {
            fields.put(CHAIN_FIELD, copy.chain());
            ZnodeCodec.putShape(fields, copy.shape());
        }
        return json.encode(fields);
    }

    /**
     * Decodes what {@link #encode(KnownMembership)} has written.
     *
     * @param file the name for the error message
     */
    public KnownMembership membership(String file, byte[] bytes) throws MalformedZnode {
        return codec.membership(file, bytes);
    }

    /**
     * Decodes what {@link #encode(KeptCopy)} has written.
     *
     * @param file the name for the error message
     */
    public KeptCopy copy(String file, byte[] bytes) throws MalformedZnode {
        ZnodeFields fields = json.decode(file, bytes);
        ClusterShape shape = ZnodeCodec.shape(file, fields);
        int chain = fields.has(CHAIN_FIELD) ? fields.integer(CHAIN_FIELD) : KeptCopy.ONLY_CHAIN;
        ZnodeCodec.require(
                file, chain >= 1 && chain <= shape.chains(), "it is of chain " + chain + ", and there are " + shape);
        return new KeptCopy(shape, chain, holding(file, fields));
    }

    private static Holding holding(String file, ZnodeFields fields) throws MalformedZnode {
        ZnodeFields known = fields.objectOrNull("known");
        Holding holding = new Holding(
                fields.text("clusterId"),
                fields.text("nodeId"),
                fields.number("lineage"),
                fields.number("epoch"),
                fields.number("applied"),
                fields.number("logEnd"),
                fields.number("lastChecksum"),
                fields.flag("installing"),
                fields.flag("retired"),
                known == null ? null : ZnodeCodec.membership(file, known));
        ZnodeCodec.require(
                file,
                ZnodeCodec.isText(holding.clusterId())
                        && ZnodeCodec.isText(holding.nodeId())
                        && ZnodeCodec.isId(holding.clusterId())
                        && ZnodeCodec.isId(holding.nodeId()),
                "it names no cluster id or no node id");
        return holding;
    }
}
