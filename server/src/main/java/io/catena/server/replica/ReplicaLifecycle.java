package io.catena.server.replica;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.Space;
import io.catena.server.chain.StoredState;
import io.catena.server.runtime.Clock;
import io.catena.server.runtime.Scheduler;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The lives of one chain's replica on this node, one after the other: begins them, tells them news, and carries out
 * what they need of the node. A life that has lost its place is followed by another, after a pause that grows while
 * lives are short (N1). Owned by the replica's loop.
 */
public final class ReplicaLifecycle implements ReplicaDriver.Host {
    /** The ports. */
    public record Ports(Clock clock, Scheduler scheduler, Membership membership, Links links) {}

    /** What a life is made of. */
    public interface Birth {
        /** Tells what the disk holds, after all writes of earlier lives. If it cannot be read, the process halts. */
        void recover(Consumer<StoredState> found);

        /** Makes a new life of this node's replica, with a number that no other life has or had (N1). */
        Member newLife();

        ReplicaDriver drive(Member life, StoredState stored, ReplicaDriver.Host host);
    }

    /** Is told what happens to the lives. */
    public interface Node {
        /** Whether this node has a problem that seldom passes in seconds (N4). */
        boolean isUnwell();

        /** Whether no life is to follow this one. */
        boolean isStopping();

        /** The replica has been removed, as it asked to be. */
        void hasLeft();

        void lifeBegins(Member life, StoredState stored);

        /** The life has lost its place; the next one begins after a pause. */
        void lifeEnds(Member life, long pauseMillis);

        /**
         * A configuration is the newest; {@code before} is null for the first. The present life is told after this
         * call.
         */
        void adopted(Configuration before, Configuration newest);

        void activated(long epoch);

        /** As {@link ReplicaDriver.Host#stepped}. */
        void stepped(boolean quiet);

        void linkDropped(Member from, String reason);

        void halt(String reason, Throwable cause);
    }

    private final Ports ports;
    private final Birth birth;
    private final Node node;
    private final CurrentReplica replica;
    private final RejoinBackoff backoff = new RejoinBackoff();
    /** The newest that was heard of; null before the first. */
    private Configuration configuration;

    private Space space = Space.ENOUGH;
    private long lifeBeganNanos;
    /** Whether a new life is on its way. */
    private boolean beginning;

    private boolean activating;
    private boolean fetching;
    /** Whether no life follows. */
    private boolean over;

    /** @param replica is told which life is the present one */
    public ReplicaLifecycle(Ports ports, Birth birth, Node node, CurrentReplica replica) {
        this.ports = ports;
        this.birth = birth;
        this.node = node;
        this.replica = replica;
    }

    // ------------------------------------------------------------------------------------------- one after the other

    private void begin(Member life, StoredState stored) {
        if (over) {
            return;
        }
        beginning = false;
        ReplicaDriver driver = birth.drive(life, stored, this);
        replica.begins(life, driver);
        driver.freeSpace(space);
        lifeBeganNanos = ports.clock().nanoTime();
        report(driver.report());
        node.lifeBegins(life, stored);
        if (configuration != null) {
            driver.configuration(configuration);
        }
    }

    /** This life has lost its place while it was not registered. What is said of a life that is over is no news. */
    public void lost(Member life) {
        if (life.is(replica.self())) {
            beginNext();
        }
    }

    /** The present life is over; begins the next one after a pause. */
    private void beginNext() {
        if (beginning || over || node.isStopping()) {
            return;
        }
        beginning = true;
        long pauseMillis = backoff.pauseMillis(ports.clock().nanoTime() - lifeBeganNanos, node.isUnwell());
        node.lifeEnds(replica.self(), pauseMillis);
        replica.ends();
        ports.scheduler().schedule(TimeUnit.MILLISECONDS.toNanos(pauseMillis), this::registerNext);
    }

    private void registerNext() {
        birth.recover(stored -> register(birth.newLife(), stored));
    }

    /** Begins the first life with what the disk holds, which is read first. */
    public void begin() {
        registerNext();
    }

    /** The present life ends, and no other one follows: the node gives the replica up. */
    public void end() {
        over = true;
        replica.ends();
    }

    /** Registers a life, and begins it when it is registered. */
    public void register(Member life, StoredState stored) {
        if (over) {
            return;
        }
        beginning = true;
        ports.membership().register(life, stored, () -> begin(life, stored));
    }

    // ------------------------------------------------------------------------------------------- news

    /** An older configuration is passed over: it would close links that the newer epoch needs. */
    public void adopt(Configuration newest) {
        if (over || configuration != null && newest.epoch() <= configuration.epoch()) {
            return;
        }
        Configuration before = configuration;
        configuration = newest;
        node.adopted(before, newest);
        Set<String> addresses = new TreeSet<>();
        newest.line().forEach(member -> addresses.add(member.address()));
        ports.links().retain(addresses);
        if (replica.driver() != null) {
            replica.driver().configuration(newest);
        }
    }

    /** The newest that was heard of; null before the first. */
    public Configuration configuration() {
        return configuration;
    }

    public void received(Message.Envelope from, Message message) {
        if (replica.driver() != null) {
            replica.driver().message(from, message);
        }
    }

    /** The connection to another node is broken. */
    public void peerDown(String address) {
        if (replica.driver() != null) {
            replica.driver().peerDown(address);
        }
    }

    /** The disk has more or less room than before. */
    public void freeSpace(Space found) {
        space = found;
        if (replica.driver() != null) {
            replica.driver().freeSpace(found);
        }
    }

    /** What the disk was last found to have. */
    public Space space() {
        return space;
    }

    /**
     * Time has passed.
     *
     * @return as {@link #isQuiet}
     */
    public boolean tick() {
        if (replica.driver() != null) {
            replica.driver().tick();
        }
        return isQuiet();
    }

    /** Whether there is a life, and nothing in it waits for time to pass. */
    public boolean isQuiet() {
        return replica.driver() != null && replica.driver().isQuiet();
    }

    // ------------------------------------------------------------------------------------------- what the replica
    // wants

    @Override
    public void send(Member to, Message.Envelope envelope, Message message) {
        ports.links().send(to, envelope, message);
    }

    @Override
    public void disconnect(Member from) {
        ports.links().disconnect(from);
    }

    @Override
    public void report(ReplicaReport report) {
        ports.membership().report(report);
    }

    /** One at a time: the replica asks again. */
    @Override
    public void activate(Effect.Activate wish) {
        if (activating) {
            return;
        }
        activating = true;
        ports.membership().activate(wish, noted -> {
            activating = false;
            if (noted) {
                activated(wish);
            }
        });
    }

    private void activated(Effect.Activate wish) {
        node.activated(wish.configuration().epoch());
        if (replica.driver() != null) {
            replica.driver().activated(wish);
        }
    }

    /** One at a time: the replica asks again. */
    @Override
    public void fetchConfiguration() {
        if (fetching) {
            return;
        }
        fetching = true;
        ports.membership().fetch(found -> {
            fetching = false;
            found.ifPresent(this::adopt);
        });
    }

    @Override
    public void stepped(boolean quiet) {
        node.stepped(quiet);
    }

    @Override
    public void removed() {
        if (node.isStopping()) {
            node.hasLeft();
        } else {
            beginNext();
        }
    }

    @Override
    public void linkDropped(Member from, String reason) {
        node.linkDropped(from, reason);
    }

    @Override
    public void halt(String reason, Throwable cause) {
        node.halt(reason, cause);
    }
}
