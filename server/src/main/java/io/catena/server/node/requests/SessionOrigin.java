package io.catena.server.node.requests;

import io.catena.server.access.Principal;
import io.catena.server.chain.Origin;
import io.catena.server.rpc.Source;
import io.netty.util.NetUtil;

/** The origin by which sessions are counted: the {@link Source} (E9). */
public final class SessionOrigin {
    private static final long UNKNOWN = 0;

    private SessionOrigin() {}

    /**
     * Returns a number that distinguishes the origin's source from others; 0 if no principal is known and the address is not an
     * IP address.
     */
    public static long number(Origin origin) {
        Principal principal = new Principal(origin.principal());
        byte[] address = NetUtil.createByteArrayFromIpAddressString(origin.address());
        return principal.isKnown() || address != null ? Source.number(principal, address) : UNKNOWN;
    }
}
