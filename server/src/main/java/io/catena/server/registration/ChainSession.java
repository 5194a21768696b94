package io.catena.server.registration;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.controller.decision.Health;
import io.catena.server.runtime.Scheduler;
import java.util.function.Consumer;

/**
 * The part of one chain in a node's session: keeps the present life of its replica registered, with its report, and
 * tells the replica what changes. Owned by {@link NodeSession}; nothing of another chain is in it.
 */
public final class ChainSession {
    private final Ports ports;
    private final FollowedZnodes followed;
    private final ReplicaRegistration registration;
    private final ChainNews news;

    /**
     * The znodes of one chain.
     *
     * @param configuration the newest one
     * @param activated the configuration of the last activated epoch
     * @param note why the chain does not serve, as the controller has published it
     * @param replica where this node's replica is registered
     */
    public record Ports(
            ReadableZnode<FoundConfiguration> configuration,
            ReadableZnode<Configuration> activated,
            ReadableZnode<String> note,
            EphemeralZnode<RegisteredReplica> replica) {}

    ChainSession(
            Ports ports,
            RegisteredNode self,
            NodeRegistration node,
            FollowedZnodes followed,
            Scheduler scheduler,
            ChainListener listener,
            Consumer<RuntimeException> failed) {
        this.ports = ports;
        this.followed = followed;
        this.registration = new ReplicaRegistration(
                node,
                self.incarnation(),
                ports.replica(),
                ports.configuration(),
                scheduler,
                listener::newLifeNeeded,
                failed);
        this.news = new ChainNews(listener);
    }

    /** The node's session follows the chain. */
    void follow() {
        followed.add(ports.configuration(), news::configurationFound);
        followed.add(ports.activated(), news::activatedFound);
        followed.add(ports.note(), news::noteFound);
    }

    /**
     * Registers a life as soon as the node is registered, and keeps it registered while it has its place. Any thread;
     * returns at once.
     *
     * @param first the report with which it is registered
     * @param registered called once, on the session's scheduler
     */
    public void register(Member life, ReplicaReport first, Runnable registered) {
        registration.register(life, first, registered);
    }

    /** Sets the report on the present life for the controller; only the last report counts. Any thread. */
    public void report(ReplicaReport report) {
        registration.report(report);
    }

    /** Sets the health of the node's disk for the controller; only the last one counts. Any thread. */
    public void report(Health health) {
        registration.report(health);
    }

    /** The layout as last read. It may be old, above all without a connection. Any thread. */
    public PublishedLayout publishedLayout() {
        return news.publishedLayout();
    }

    String registrationPath() {
        return ports.replica().path();
    }

    /** What is at the path may have changed. Any thread. */
    void changed(String path) {
        if (path.equals(registrationPath())) {
            registration.doubt();
        }
    }

    /** The node has been found registered. */
    void nodeIsRegistered(boolean anew) {
        registration.nodeIsRegistered(anew);
    }

    /**
     * Takes back what is registered, however long that takes; no life is registered any more. Any thread.
     *
     * @param done called once, on the session's scheduler, when nothing is registered
     */
    public void withdraw(Runnable done) {
        registration.withdraw(done);
    }

    void end() {
        registration.end();
    }

    /** The node's session follows the chain no longer. */
    void leave() {
        registration.end();
        followed.remove(ports.configuration());
        followed.remove(ports.activated());
        followed.remove(ports.note());
    }
}
