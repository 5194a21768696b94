package io.catena.server.node.requests;

import io.catena.server.chain.Origin;
import io.catena.server.rpc.SourceMachine;
import io.netty.util.NetUtil;

/** The origin by which sessions are counted: the client's {@link SourceMachine} (E9). */
public final class SessionOrigin {
    private static final long UNKNOWN = 0;

    private SessionOrigin() {}

    /** Returns a number that distinguishes the origin's machine from others; 0 if the address is not an IP address. */
    public static long number(Origin origin) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(origin.address());
        return address == null ? UNKNOWN : SourceMachine.number(address);
    }
}
