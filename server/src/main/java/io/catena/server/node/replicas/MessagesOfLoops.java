package io.catena.server.node.replicas;

import io.catena.server.chain.Message;
import io.catena.server.rpc.BadFrameException;
import io.catena.server.rpc.inbound.NodeMessages;
import io.catena.server.runtime.Loops;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The messages of other nodes to a node with several loops: what comes on a connection of one loop for a chain of another is handed over,
 * in the order in which it came. What waits for a loop is bounded: the connection on which more comes is closed, as one is that
 * sends what cannot be read, so that no message is left out between two others.
 */
public final class MessagesOfLoops {
    private final Loops loops;
    private final List<? extends NodeMessages> receivers;
    private final long maxWaitingBytes;
    /** The memory of messages that were handed over to each loop and not taken there. */
    private final AtomicLongArray waitingBytes;

    /**
     * @param receivers of each loop
     * @param maxWaitingBytes for each loop
     */
    public MessagesOfLoops(Loops loops, List<? extends NodeMessages> receivers, long maxWaitingBytes) {
        this.loops = loops;
        this.receivers = List.copyOf(receivers);
        this.maxWaitingBytes = maxWaitingBytes;
        this.waitingBytes = new AtomicLongArray(loops.count());
    }

    /** Takes what comes on the connections of one loop. */
    public NodeMessages of(int loop) {
        return (from, message, memoryBytes) -> {
            int owner = loops.ofChain(from.chain());
            if (owner == loop) {
                receivers.get(owner).received(from, message, memoryBytes);
            } else {
                handOver(owner, from, message, memoryBytes);
            }
        };
    }

    private void handOver(int owner, Message.Envelope from, Message message, long memoryBytes) {
        long waiting = waitingBytes.addAndGet(owner, memoryBytes);
        if (waiting > maxWaitingBytes && waiting > memoryBytes) {
            waitingBytes.addAndGet(owner, -memoryBytes);
            throw new BadFrameException("messages of " + (waiting - memoryBytes)
                    + " bytes wait to be taken by the replicas of a loop, and no more than " + maxWaitingBytes
                    + " may");
        }
        loops.handOver(owner, () -> {
            waitingBytes.addAndGet(owner, -memoryBytes);
            receivers.get(owner).received(from, message, memoryBytes);
        });
    }
}
