package io.catena.simulation.machine;

import io.catena.server.chain.BrokenLease;
import io.catena.server.chain.InsideReplica;
import io.catena.server.chain.Member;
import io.catena.server.chain.Protocol;
import io.catena.server.chain.ReplicaSettings;
import io.catena.server.chain.StoredState;
import io.catena.server.trace.ReplicaTrace;
import io.catena.server.trace.TracedReplica;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Makes the replica of a life: production's, perhaps with a broken rule of leases in it, and perhaps traced. */
public final class Replicas {
    private final BrokenLease lease;
    private final UnaryOperator<ReplicaSettings> settings;
    /** Writes down the events and effects of each life; null if they are not written down. */
    private final Function<Member, ReplicaTrace.Lines> lives;

    /**
     * @param settings what becomes of a machine's settings in this run
     * @param lives writes down the events and effects of each life; null if they are not written down
     */
    public Replicas(
            BrokenLease lease, UnaryOperator<ReplicaSettings> settings, Function<Member, ReplicaTrace.Lines> lives) {
        this.lease = lease;
        this.settings = settings;
        this.lives = lives;
    }

    Protocol make(
            int chain,
            Member member,
            ReplicaSettings ofTheMachine,
            StoredState stored,
            long nowNanos,
            InsideReplica inside) {
        ReplicaSettings own = settings.apply(ofTheMachine);
        Protocol replica = lease.replica(chain, Life.CLUSTER_ID, member, own, stored, nowNanos, inside);
        return lives == null
                ? replica
                : new TracedReplica(
                        replica,
                        new ReplicaTrace(lives.apply(member), chain, Life.CLUSTER_ID, member, own, stored, nowNanos));
    }
}
