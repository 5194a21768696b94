package io.catena.server.node.replicas;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Looks at the replicas of a node, each on the loop that owns it. What is found must not change later: other loops read it. To be
 * called on the node's first loop.
 */
public interface AllReplicas {
    /**
     * @param then gets what was found of each replica, in the order of the chains; on the first loop, once, perhaps at once
     */
    <T> void lookAtAll(Function<ReplicaHost, T> one, Consumer<List<T>> then);

    /**
     * The same of one chain.
     *
     * @param then gets null if the node has no replica of it
     */
    <T> void lookAt(int chain, Function<ReplicaHost, T> one, Consumer<T> then);
}
