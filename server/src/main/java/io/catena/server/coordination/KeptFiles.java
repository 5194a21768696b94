package io.catena.server.coordination;

import io.catena.server.controller.decision.Holding;
import io.catena.server.controller.decision.KnownMembership;
import io.catena.server.coordination.CoordinationException.MalformedZnode;

/** The content of files that hold what ZooKeeper holds otherwise, written as znodes are. Thread-safe. */
public final class KeptFiles {
    private final ZnodeCodec codec = new ZnodeCodec();

    public byte[] encode(KnownMembership knownMembership) {
        return codec.encode(knownMembership);
    }

    public byte[] encode(Holding holding) {
        return codec.encode(holding);
    }

    /**
     * What {@link #encode(Membership)} has written.
     *
     * @param file for the message, should it make no sense
     */
    public KnownMembership membership(String file, byte[] bytes) throws MalformedZnode {
        return codec.membership(file, bytes);
    }

    /**
     * What {@link #encode(Holding)} has written.
     *
     * @param file for the message, should it make no sense
     */
    public Holding holding(String file, byte[] bytes) throws MalformedZnode {
        return codec.holding(file, bytes);
    }
}
