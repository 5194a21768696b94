package io.catena.server.node;

import io.catena.server.chain.Origin;
import io.netty.util.NetUtil;
import java.nio.ByteBuffer;

/**
 * Whom sessions are counted by: a machine with an IPv4 address, or a network of IPv6 (the first 64 bits), because whoever has
 * one address of that has all of it.
 */
final class SessionOrigin {
    /** No network has this number, nor a machine. */
    private static final long UNKNOWN = 0;

    private static final long IPV4 = 1L << 32;

    private SessionOrigin() {}

    /** A number that tells it from others; 0 if what stands for the address is none. */
    static long number(Origin origin) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(origin.address());
        if (address == null) {
            return UNKNOWN;
        }
        ByteBuffer bytes = ByteBuffer.wrap(address);
        if (address.length == Integer.BYTES) {
            return IPV4 | Integer.toUnsignedLong(bytes.getInt());
        }
        long network = bytes.getLong();
        // The loopback's network has the number 0.
        return network == 0 ? 1 : network;
    }
}
