package io.catena.server.node.operators;

import io.catena.server.chain.Origin;
import io.catena.server.rpc.Reply;

/**
 * Questions of one kind. They change nothing.
 *
 * @param <Q> a question, as a value
 * @param <T> an answer
 */
interface Questions<Q, T> {
    /**
     * Returns at once; the reply may come from another thread.
     *
     * @param asker among whom the work is shared
     */
    void ask(Q question, Origin asker, Reply<T> reply);
}
