package io.catena.server.rpc;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Identifies a remote machine, by which scarce resources are shared: an IPv4 address, or an IPv6 network (the first 64
 * bits), because a host that has one address of the network has all of them. All loopback addresses are one machine.
 */
public final class SourceMachine {
    private static final long IPV4 = 1L << 32;
    private static final int LOOPBACK_NETWORK = 127;
    private static final long LOOPBACK = IPV4 | 0x7f00_0001;

    private SourceMachine() {}

    /** The address that stands for all addresses of the machine, as text. */
    public static String address(InetAddress address) {
        if (number(address.getAddress()) == LOOPBACK) {
            return "127.0.0.1";
        }
        byte[] bytes = address.getAddress();
        if (bytes.length > Integer.BYTES) {
            Arrays.fill(bytes, Long.BYTES, bytes.length, (byte) 0);
        }
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of another length than an address has", e);
        }
    }

    /**
     * A number that identifies the machine; never 0.
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
