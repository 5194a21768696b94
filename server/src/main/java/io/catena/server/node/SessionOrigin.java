package io.catena.server.node;

import io.catena.server.chain.Origin;
import io.netty.util.NetUtil;
import java.nio.ByteBuffer;

/**
 * Whom sessions are counted by: a machine with an IPv4 address, or a network of IPv6 (the first 64 bits), because whoever has
 * one address of that has all of it. All addresses of the loopback are one machine.
 */
final class SessionOrigin {
    /** No network has this number, nor a machine. */
    private static final long UNKNOWN = 0;

    private static final long IPV4 = 1L << 32;
    private static final int LOOPBACK_NETWORK = 127;
    private static final long LOOPBACK = IPV4 | 0x7f00_0001;

    private SessionOrigin() {}

    /** A number that tells it from others; 0 if what stands for the address is none. */
    static long number(Origin origin) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(origin.address());
        if (address == null) {
            return UNKNOWN;
        }
        ByteBuffer bytes = ByteBuffer.wrap(address);
        if (address.length == Integer.BYTES) {
            return address[0] == LOOPBACK_NETWORK ? LOOPBACK : IPV4 | Integer.toUnsignedLong(bytes.getInt());
        }
        long network = bytes.getLong();
        if (network == 0) {
            return bytes.getLong() == 1 ? LOOPBACK : 1;
        }
        return network;
    }
}
