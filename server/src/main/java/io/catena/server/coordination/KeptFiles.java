package io.catena.server.coordination;

import io.catena.server.controller.decision.Holding;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;

/** The content of files that store what is otherwise in ZooKeeper, in the format of znodes. Thread-safe. */
public final class KeptFiles {
    private final ZnodeCodec codec = new ZnodeCodec();

    public byte[] encode(KnownMembership knownMembership) {
        return codec.encode(knownMembership);
    }

    public byte[] encode(Holding holding) {
        return codec.encode(holding);
    }

    /**
     * Decodes what {@link #encode(Membership)} has written.
     *
     * @param file the name for the error message
     */
    public KnownMembership membership(String file, byte[] bytes) throws MalformedZnode {
        return codec.membership(file, bytes);
    }

    /**
     * Decodes what {@link #encode(Holding)} has written.
     *
     * @param file the name for the error message
     */
    public Holding holding(String file, byte[] bytes) throws MalformedZnode {
        return codec.holding(file, bytes);
    }
}
