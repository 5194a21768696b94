package io.catena.server.node.health;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.ReplicaView;
import io.catena.server.node.replicas.AllReplicas;
import io.catena.server.node.replicas.ChainLayout;
import io.catena.server.node.replicas.NodeIdentity;
import io.catena.server.node.replicas.ReplicaHost;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.ReplicaCounters;
import io.catena.server.rpc.RpcCounters;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.ReplicaStatus;
import io.catena.thrift.Role;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Makes the status of a node and its replicas for operators. Owned by the node's first loop. */
public final class StatusReport {
    private final NodeIdentity identity;
    private final AllReplicas replicas;
    private final RpcCounters rpcCounters;
    private final BooleanSupplier controller;
    private final BooleanSupplier connected;
    private final Troubles troubles;
    private final long startNanos = System.nanoTime();

    public StatusReport(
            NodeIdentity identity,
            AllReplicas replicas,
            RpcCounters rpcCounters,
            BooleanSupplier controller,
            BooleanSupplier connected,
            Troubles troubles) {
        this.identity = identity;
        this.replicas = replicas;
        this.rpcCounters = rpcCounters;
        this.controller = controller;
        this.connected = connected;
        this.troubles = troubles;
    }

    /** What is told of one replica, as it was at one moment. */
    private record Seen(ReplicaStatus status, int format, Map<String, Long> counters, Troubles.Chain chain) {}

    /** @param then gets the status, on the first loop */
    public void tell(Consumer<NodeStatus> then) {
        replicas.lookAtAll(this::see, seen -> then.accept(statusOf(seen)));
    }

    private Seen see(ReplicaHost host) {
        Map<String, Long> counters = new TreeMap<>();
        host.counters().addTo(counters);
        return new Seen(replicaStatus(host), host.layout().format(), counters, troublesOf(host));
    }

    private static Troubles.Chain troublesOf(ReplicaHost host) {
        return new Troubles.Chain(host.layout().copy(), host.replica().shortage());
    }

    /** Notes which troubles have begun and which have ended; to be called about once a second. */
    public void lookForTroubles() {
        replicas.lookAtAll(StatusReport::troublesOf, chains -> troubles.look(chains, System.nanoTime()));
    }

    private NodeStatus statusOf(List<Seen> seen) {
        Map<String, Long> counters = new TreeMap<>(rpcCounters.snapshot());
        new ReplicaCounters().addTo(counters);
        seen.forEach(one -> one.counters().forEach((name, count) -> counters.merge(name, count, Long::sum)));
        NodeStatus status = new NodeStatus(
                identity.cluster(),
                identity.clusterId(),
                identity.nodeId(),
                identity.incarnation(),
                identity.announced().host(),
                identity.announced().port(),
                ProcessHandle.current().pid(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos),
                controller.getAsBoolean(),
                connected.getAsBoolean(),
                seen.stream().map(Seen::status).toList(),
                counters);
        return status.setFormat(seen.stream().mapToInt(Seen::format).max().orElse(0))
                .setOldestFormat(identity.formats().oldest())
                .setNewestFormat(identity.formats().newest())
                .setTroubles(troubles.now(seen.stream().map(Seen::chain).toList(), System.nanoTime()));
    }

    private ReplicaStatus replicaStatus(ReplicaHost host) {
        ChainLayout layout = host.layout();
        CurrentReplica replica = host.replica();
        if (replica.driver() == null) {
            ReplicaStatus resting = new ReplicaStatus(layout.chain(), Role.NONE, layout.epoch(), 0, 0, 0, 0, 0);
            String why = layout.lastRemovalOf(identity.nodeId())
                    .map(words -> "; it " + words)
                    .orElse("");
            return resting.setNote("between two lives: it registers again" + why);
        }
        ReplicaView view = replica.driver().view();
        ReplicaStatus status = new ReplicaStatus(
                layout.chain(),
                role(view),
                view.epoch(),
                view.lineage(),
                view.logEnd(),
                view.durable(),
                view.commitPoint(),
                view.applied());
        status.setLife(replica.self().life());
        String dropped = host.counters().recentDrop(System.nanoTime());
        if (dropped != null) {
            status.setNote("a link was dropped within the last minute: " + dropped);
        }
        if (view.asOfNanos() != null) {
            status.setLeaseAgeMillis(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - view.asOfNanos()));
        }
        if (view.joiningPercent() >= 0) {
            status.setJoiningPercent(view.joiningPercent());
        } else if (status.getRole() == Role.JOINING) {
            status.setJoiningPercent(99);
        }
        layout.lastRemovalOf(identity.nodeId()).ifPresent(status::setNote);
        return status;
    }

    private static Role role(ReplicaView view) {
        Configuration configuration = view.configuration();
        if (configuration == null || view.position() < 0) {
            return Role.NONE;
        }
        int members = configuration.members().size();
        if (view.position() == members) {
            return Role.JOINING;
        }
        if (members == 1) {
            return Role.SINGLE;
        }
        if (view.position() == 0) {
            return Role.HEAD;
        }
        return view.position() == members - 1 ? Role.TAIL : Role.MIDDLE;
    }
}
