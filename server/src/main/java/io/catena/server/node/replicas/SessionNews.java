package io.catena.server.node.replicas;

import io.catena.server.registration.NodeListener;
import io.catena.server.registration.RegisteredNode;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the state of the node's session in ZooKeeper, and ends the node if another process has its id. */
public final class SessionNews implements NodeListener {
    private static final Logger LOG = LoggerFactory.getLogger(SessionNews.class);

    private final RegisteredNode self;
    private final Consumer<String> halt;

    /** @param halt ends the process for the given reason */
    public SessionNews(RegisteredNode self, Consumer<String> halt) {
        this.self = self;
        this.halt = halt;
    }

    @Override
    public void connectionChanged(boolean connected) {
        if (connected) {
            LOG.info("connected to ZooKeeper");
        } else {
            LOG.warn("the connection to ZooKeeper is lost; the chain goes on, but its membership cannot change");
        }
    }

    @Override
    public void registered(boolean anew) {
        if (anew) {
            LOG.info("registered as node {}", self);
        }
    }

    @Override
    public void sessionReplaced() {
        LOG.warn("ZooKeeper's session expired; in the new one node and replica are registered again");
    }

    @Override
    public void nodeIdTaken(String why) {
        halt.accept(why);
    }
}
