package io.catena.server.rpc.inbound;

import io.catena.server.rpc.Budget;

/**
 * The memory that the connections of a server share.
 *
 * @param frames incomplete frames and TLS records, and bytes that were read while decoding was paused
 * @param nodeFrames the same for the connections of other nodes, so that clients cannot use up the memory for their
 *     messages
 * @param requests calls under way
 * @param output output that waits to be sent
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
