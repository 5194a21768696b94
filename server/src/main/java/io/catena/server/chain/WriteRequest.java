package io.catena.server.chain;

import java.util.List;

/**
 * Writes that a client sent together.
 *
 * @param ticket names the request in the effect that answers it
 * @param origin the turn and the share that it takes are those of this origin
 * @param deadlineNanos on this node's monotonic clock
 * @param bytes of all keys and values
 * @param memoryBytes about what it takes in memory while it waits
 * @param work about what it costs to make a record of it; one write without a look-up is 1
 * @param looksUp whether it needs to know what one of its keys holds (W2)
 */
record WriteRequest(
        long ticket,
        Origin origin,
        List<WriteCommand> commands,
        long deadlineNanos,
        long bytes,
        long memoryBytes,
        long work,
        boolean looksUp) {
    /** A value of this number of bytes costs as much as a write. */
    private static final int BYTES_PER_WORK = 1 << 10;

    /** Memory of an operation that looks up its key, besides the value found. */
    private static final int LOOK_UP_MEMORY_BYTES = 300;

    /** Whether it has only deletes and openings of sessions, which a client needs to send them (H13). */
    boolean makesRoom() {
        return commands.stream().allMatch(command -> command.kind() != LoggedWrite.Kind.PUT);
    }

    static WriteRequest of(long ticket, Origin origin, List<WriteCommand> commands, long deadlineNanos) {
        long bytes = 0;
        long work = 0;
        long memoryBytes = 0;
        boolean looksUp = false;
        for (WriteCommand command : commands) {
            bytes += command.size();
            work += command.looksUp() ? RecordBuilder.LOOK_UP_WORK : 1;
            memoryBytes += LogRecord.WRITE_MEMORY_BYTES + (command.looksUp() ? LOOK_UP_MEMORY_BYTES : 0);
            looksUp |= command.looksUp();
        }
        memoryBytes += bytes;
        return new WriteRequest(
                ticket, origin, commands, deadlineNanos, bytes, memoryBytes, work + bytes / BYTES_PER_WORK, looksUp);
    }
}
