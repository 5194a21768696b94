package io.catena.server.rpc.inbound;

import io.catena.server.access.Access;
import io.catena.server.rpc.ConnectionSecurity;
import io.catena.server.rpc.RateLimitedLog;
import io.catena.server.rpc.RpcCounters;
import io.catena.server.rpc.inbound.services.ServerMethods;

/** What all connections of a server share. */
record ServerContext(
        RpcLimits limits,
        ServerMemory memory,
        Turns turns,
        RpcCounters counters,
        ServerMethods methods,
        NodeMessages nodes,
        Access access,
        ConnectionSecurity security,
        ServerConnections connections,
        RateLimitedLog log) {}
