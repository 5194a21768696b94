package io.catena.server.chain;

import java.util.List;

/**
 * Writes that a client sent together.
 *
 * @param ticket names the request in the effect that answers it
 * @param deadlineNanos on this node's monotonic clock
 * @param bytes of all keys and values
 */
record WriteRequest(long ticket, List<WriteCommand> commands, long deadlineNanos, long bytes) {
    static WriteRequest of(long ticket, List<WriteCommand> commands, long deadlineNanos) {
        long bytes = 0;
        for (WriteCommand command : commands) {
            bytes += command.size();
        }
        return new WriteRequest(ticket, commands, deadlineNanos, bytes);
    }
}
