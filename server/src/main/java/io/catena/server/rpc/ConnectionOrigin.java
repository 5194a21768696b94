package io.catena.server.rpc;

import io.catena.server.chain.Origin;
import io.catena.thrift.CallOptions;
import java.net.InetAddress;

/**
 * The client, node or operator that has opened a connection.
 *
 * @param connection a number that no other connection of any node is likely to have
 */
record ConnectionOrigin(InetAddress address, long connection) {
    /** The client from which a call on the connection came: another node passes on calls of its own clients. */
    Origin origin(CallOptions options) {
        return options.getHops() > 0 && options.isSetOrigin()
                ? new Origin(
                        options.getOrigin().getAddress(), options.getOrigin().getConnection())
                : new Origin(address.getHostAddress(), connection);
    }
}
