package io.catena.server.requests;

import io.catena.server.chain.Key;
import io.catena.server.chain.WriteCommand;
import java.util.List;

/**
 * Calls to other nodes, each named by its address. The outcome of a call is told once, later, on the replica's loop: at
 * the latest when the call's {@link CallContext#timeoutMillis} are over.
 */
public interface NodeCalls {
    /** Is told the outcome of a call: one of the four calls, once. */
    interface Outcome<T> {
        void completed(T result);

        /** The other node has answered that it did not do it, or that it cannot say whether it was done. */
        void failed(RequestFailure failure);

        /**
         * No answer has come, and none will be taken.
         *
         * @param why as a clause
         * @param mayHaveBeenDone false if the call certainly did not reach the other node and never will
         */
        void lost(String why, boolean mayHaveBeenDone);

        /**
         * The call was not sent, because too much is on its way already.
         *
         * @param why as a clause
         */
        void refused(String why);
    }

    /** How many calls may be under way to one node. Those beyond are refused. */
    int mostToOneNode();

    void write(String address, CallContext context, List<WriteCommand> commands, Outcome<WriteResponse> outcome);

    void read(String address, CallContext context, List<Key> keys, Outcome<ReadResponse> outcome);

    /** @param outcome gets the session's number */
    void openSession(String address, CallContext context, Outcome<Long> outcome);

    /**
     * Calls that are under way to the address are lost a moment after this, unless they are answered before: the node there
     * may never answer. Later calls are not concerned.
     *
     * @param why what callers are told
     */
    void abandon(String address, String why);
}
