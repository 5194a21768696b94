package io.catena.server.rpc;

import io.catena.server.access.Access;

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
