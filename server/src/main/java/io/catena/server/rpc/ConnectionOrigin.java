package io.catena.server.rpc;

import io.catena.server.chain.Origin;
import io.catena.thrift.CallOptions;
import java.net.InetAddress;

/**
 * Who has opened a connection.
 *
 * @param connection tells the connection from all others of all nodes
 */
record ConnectionOrigin(InetAddress address, long connection) {
    /** Whom a call on it came from: another node passes on calls of its own clients. */
    Origin origin(CallOptions options) {
        return options.getHops() > 0 && options.isSetOrigin()
                ? new Origin(
                        options.getOrigin().getAddress(), options.getOrigin().getConnection())
                : new Origin(address.getHostAddress(), connection);
    }
}
