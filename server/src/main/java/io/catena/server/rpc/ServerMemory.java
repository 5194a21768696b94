package io.catena.server.rpc;

/**
 * The memory that a server's connections share.
 *
 * @param frames of incomplete frames and of what was read too early
 * @param nodeFrames likewise on the connections of other nodes: whatever clients do, nodes hear each other
 * @param requests of calls under way
 * @param output of what waits to be sent
 */
record ServerMemory(Budget frames, Budget nodeFrames, Budget requests, Budget output) {
    static ServerMemory of(RpcLimits limits) {
        return new ServerMemory(
                new Budget(limits.maxBufferedInputBytes()),
                new Budget(limits.maxNodeInputBytes()),
                new Budget(limits.maxRequestBytes()),
                new Budget(limits.maxOutputBytes()));
    }
}
