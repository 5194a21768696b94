package io.catena.client;

import java.util.List;
import org.apache.thrift.TException;

/** How a batch of operations of one kind and one chain is sent to a server. Called by the leader of a queue. */
interface Exchange<W, O extends PendingOperation<W, ?>> {
    /** Operations of one chain travel together only if these are equal; null is equal to null. */
    Object batchKey(O operation);

    /**
     * Does what must be done on the connection before the batch can be sent. If it throws, nothing of the batch was sent.
     *
     * @return the operations that can travel; the others have been told that their attempt failed
     */
    List<O> prepare(Connection connection, List<O> batch, Deadline limit) throws TException;

    /** Sends the batch and waits for the reply; one answer for each operation, in their order. */
    List<W> perform(Connection connection, List<O> batch, Deadline limit) throws TException;

    /** The server does not know the session of the batch; ends the attempt of each operation. */
    void expired(List<O> batch, Problem problem, Throwable cause);
}
