package io.catena.server.node;

import io.catena.server.coordination.ChainZnodes;
import io.catena.server.coordination.session.ZooKeeperSession;
import io.catena.server.node.replicas.ReplicaHost;
import io.catena.server.node.requests.ChainAccess;
import io.catena.server.node.requests.ChainTable;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.replica.SuspectingChains;
import io.catena.server.storage.NodeStore;
import io.catena.server.trace.ReplicaTrace;
import java.io.IOException;

/**
 * Makes a node's replica of one chain.
 *
 * @param chains what the node knows of each chain
 */
record ReplicaFactory(
        ReplicaHost.Shared shared,
        NodeStore store,
        ChainTable chains,
        ZooKeeperSession session,
        SuspectingChains suspecting,
        Traces traces) {
    /** Opens a trace for the replica of a chain. */
    interface Traces {
        /** Null if none is wanted. */
        ReplicaTrace.Lines open(int chain) throws IOException;
    }

    /** Before the start of the session, or on the event loop. */
    ReplicaHost make(ChainZnodes znodes) throws IOException {
        ChainAccess chain = chains.chain(znodes.chain());
        ReplicaHost host = new ReplicaHost(
                shared,
                new ReplicaHost.Own(
                        store.replica(znodes.chain()),
                        traces.open(znodes.chain()),
                        chain.replica(),
                        chain.layout(),
                        new ReplicaCounters(),
                        znodes));
        host.uses(session.chain(znodes, host), suspecting);
        return host;
    }

    /** The replica has been given up: nothing serves it any more. On the event loop. */
    void dismiss(ReplicaHost host) {
        host.detach();
        session.remove(host.session());
    }
}
