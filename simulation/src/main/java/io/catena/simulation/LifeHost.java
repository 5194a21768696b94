package io.catena.simulation;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.replica.ReplicaDriver;

/** What one life of a replica wants from its simulated process. A rule that it finds broken ends the run. */
final class LifeHost implements ReplicaDriver.Host {
    private final World world;
    private final NodeProcess process;
    private final Life life;

    LifeHost(World world, NodeProcess process, Life life) {
        this.world = world;
        this.process = process;
        this.life = life;
    }

    @Override
    public void send(Member to, Message.Envelope envelope, Message message) {
        if (!world.sabotage().keepsBack(message)) {
            world.network().send(process, to.address(), envelope, message);
        }
    }

    @Override
    public void disconnect(Member from) {
        world.network().disconnect(process, from.address());
    }

    @Override
    public void report(ReplicaReport report) {
        process.report(report);
    }

    @Override
    public void activate(Effect.Activate wish) {
        process.activate(wish);
    }

    @Override
    public void fetchConfiguration() {
        process.fetchConfiguration();
    }

    @Override
    public void stepped(boolean quiet) {
        process.stepped();
        life.disk().stepped();
    }

    @Override
    public void removed() {
        world.sabotage().onRemoval(life.store());
        process.removed();
    }

    /** In the simulator nobody lies unless a rule is broken on purpose, so that this tells of a defect. */
    @Override
    public void linkDropped(Member from, String reason) {
        throw broken("drops its link to " + from + ": " + reason);
    }

    @Override
    public void halt(String reason, Throwable cause) {
        if (cause == null) {
            process.halt(reason);
        } else if (cause instanceof Invariant.Broken) {
            throw broken(cause.getMessage());
        } else if (cause instanceof Error error) {
            throw error;
        } else {
            throw (RuntimeException) cause;
        }
    }

    private Violation broken(String how) {
        return new Violation("the replica's own invariants", "%s: %s", process.name(), how);
    }
}
