package io.catena.server.coordination.session;

import io.catena.server.coordination.client.CoordinationException.NodeIdInUse;
import io.catena.server.registration.NodeListener;
import java.util.concurrent.CompletableFuture;

/** Passes on the news of a session; the outcome of the first registration goes to the start that waits for it. */
record FirstRegistration(CompletableFuture<Void> outcome, NodeListener listener) implements NodeListener {
    @Override
    public void connectionChanged(boolean connected) {
        listener.connectionChanged(connected);
    }

    @Override
    public void registered(boolean anew) {
        listener.registered(anew);
        outcome.complete(null);
    }

    @Override
    public void sessionReplaced() {
        listener.sessionReplaced();
    }

    @Override
    public void nodeIdTaken(String why) {
        if (!outcome.completeExceptionally(new NodeIdInUse(why))) {
            listener.nodeIdTaken(why);
        }
    }
}
