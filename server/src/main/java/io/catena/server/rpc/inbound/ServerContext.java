package io.catena.server.rpc.inbound;

import io.catena.server.access.Access;
import io.catena.server.rpc.ConnectionSecurity;
import io.catena.server.rpc.RateLimitedLog;
import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.inbound.services.ServerMethods;

/**
 * What all connections of a server share.
 *
 * @param turns those in which is decoded what comes
 * @param sending those in which replies are sent
 */
record ServerContext(
        RpcLimits limits,
        ServerMemory memory,
        Turns turns,
        Turns sending,
        RpcCounters counters,
        ServerMethods methods,
        NodeMessages nodes,
        SlowReaders slowReaders,
        Access access,
        ConnectionSecurity security,
        ServerConnections connections,
        RateLimitedLog log) {}
