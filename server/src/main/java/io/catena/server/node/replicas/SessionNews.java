package io.catena.server.node.replicas;

import io.catena.server.registration.NodeListener;
import io.catena.server.registration.RegisteredNode;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the state of the node's session in ZooKeeper, passes on that it is registered, and ends the node if another process has its id. */
public final class SessionNews implements NodeListener {
    private static final Logger LOG = LoggerFactory.getLogger(SessionNews.class);

    private final RegisteredNode self;
    private final Consumer<String> halt;
    private final Runnable registered;

    /**
     * @param halt ends the process for the given reason
     * @param registered is called whenever the node has been registered anew; must return at once
     */
    public SessionNews(RegisteredNode self, Consumer<String> halt, Runnable registered) {
        this.self = self;
        this.halt = halt;
        this.registered = registered;
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
            registered.run();
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
