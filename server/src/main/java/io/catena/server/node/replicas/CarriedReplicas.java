package io.catena.server.node.replicas;

import io.catena.server.chain.Message;
import io.catena.server.chain.Space;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.rpc.inbound.NodeMessages;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The replicas that this node has, one of each chain that it carries: gives each what is meant for it, and all of them what concerns
 * the whole node. Owned by the event loop.
 */
public final class CarriedReplicas implements NodeMessages, Ticks.Listener {
    private final NettyScheduler loop;
    private final Ticks ticks;
    /** In the order of the chains. */
    private final Map<Integer, ReplicaHost> hosts = new TreeMap<>();

    private Space space = Space.ENOUGH;

    public CarriedReplicas(EventLoop loop) {
        this.loop = new NettyScheduler(loop);
        this.ticks = new Ticks(loop, System::nanoTime, this);
    }

    /** The node has a replica of one chain more. */
    public void add(ReplicaHost host) {
        hosts.put(host.chain(), host);
        host.freeSpace(space);
    }

    /** The replica of a chain; null if the node has none. */
    public ReplicaHost of(int chain) {
        return hosts.get(chain);
    }

    /** In the order of the chains. */
    public Collection<ReplicaHost> all() {
        return hosts.values();
    }

    /** The present lives of all of them. */
    public List<CurrentReplica> lives() {
        return hosts.values().stream().map(ReplicaHost::replica).toList();
    }

    /** What comes for a chain of which the node has no replica is lost: its sender learns of a newer configuration. */
    @Override
    public void received(Message.Envelope from, Message message) {
        ReplicaHost host = hosts.get(from.chain());
        if (host != null) {
            host.received(from, message);
        }
    }

    /** To be called when the connection to another node is broken. */
    public void peerDown(String address) {
        new ArrayList<>(hosts.values()).forEach(host -> host.peerDown(address));
    }

    /** To be called, on any thread, when the free space of the disk has changed. */
    public void freeSpace(Space found) {
        loop.execute(() -> {
            space = found;
            new ArrayList<>(hosts.values()).forEach(host -> host.freeSpace(found));
        });
    }

    /** Begins to send ticks; to be called after the first lives have begun. Any thread. */
    public void startTicking() {
        ticks.start();
    }

    /** A replica has taken a step; see {@link Ticks#turn}. */
    public void turn(boolean nothingWaits) {
        ticks.turn(nothingWaits);
    }

    @Override
    public boolean tick(long nowNanos, long dueNanos) {
        boolean quiet = true;
        for (ReplicaHost host : new ArrayList<>(hosts.values())) {
            quiet &= host.tick(nowNanos, dueNanos);
        }
        return quiet;
    }

    @Override
    public int replicas() {
        return hosts.size();
    }

    /** All lives end. */
    public void end() {
        hosts.values().forEach(host -> host.replica().ends());
    }
}
