package io.catena.server.runtime;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * The loops of a node. Each chain belongs to one of them, and so does each address of another node. What one loop hands over to another
 * runs there in the order in which it was handed over. Thread-safe.
 */
public final class Loops {
    /** The loop that has what there is once for the node. */
    public static final int FIRST = 0;

    private final List<Executor> executors;

    /** @param executors one for each loop, the first one first; at least one. Each runs the tasks of one thread in their order */
    public Loops(List<? extends Executor> executors) {
        this.executors = List.copyOf(executors);
    }

    public int count() {
        return executors.size();
    }

    /** @param chain any number: it may come from outside */
    public int ofChain(int chain) {
        return Math.floorMod(chain - 1, count());
    }

    /** The loop that has the connection for messages to this address. */
    public int ofAddress(String address) {
        return Math.floorMod(address.hashCode(), count());
    }

    /** Any thread. */
    public void handOver(int loop, Runnable task) {
        executors.get(loop).execute(task);
    }
}
