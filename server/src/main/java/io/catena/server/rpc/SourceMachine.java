package io.catena.server.rpc;

import java.nio.ByteBuffer;

/**
 * Whom things that are scarce are counted by: a machine with an IPv4 address, or a network of IPv6 (the first 64 bits),
 * because whoever has one address of that has all of it. All addresses of the loopback are one machine.
 */
public final class SourceMachine {
    private static final long IPV4 = 1L << 32;
    private static final int LOOPBACK_NETWORK = 127;
    private static final long LOOPBACK = IPV4 | 0x7f00_0001;

    private SourceMachine() {}

    /**
     * A number that tells it from others; never 0.
     *
     * @param address 4 or 16 bytes
     */
    public static long number(byte[] address) {
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
