package io.catena.server.node.replicas;

import io.catena.server.chain.Invariant;
import io.catena.server.chain.Message;
import io.catena.server.chain.Space;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.replica.Links;
import io.catena.server.replica.ReplicasByChain;
import io.catena.server.replica.SharedLinks;
import io.catena.server.rpc.inbound.NodeMessages;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The {@link ReplicasByChain} of an event loop, with the ticks for them. Owned by that loop: what another thread does here ends the
 * process.
 */
public final class CarriedReplicas implements NodeMessages, Ticks.Listener, AllReplicas {
    private final NettyScheduler loop;
    private final Ticks ticks;
    private final ReplicasByChain<ReplicaHost> hosts = new ReplicasByChain<>();

    public CarriedReplicas(EventLoop loop) {
        this.loop = new NettyScheduler(loop);
        this.ticks = new Ticks(loop, System::nanoTime, this);
    }

    private void checkThread() {
        if (!loop.loop().inEventLoop()) {
            Invariant.check(false, "replicas are used by their loop only, not by %s", Thread.currentThread());
        }
    }

    @Override
    public <T> void lookAtAll(Function<ReplicaHost, T> one, Consumer<List<T>> then) {
        List<T> found = new ArrayList<>();
        all().forEach(host -> found.add(one.apply(host)));
        then.accept(found);
    }

    @Override
    public <T> void lookAt(int chain, Function<ReplicaHost, T> one, Consumer<T> then) {
        ReplicaHost host = of(chain);
        then.accept(host == null ? null : one.apply(host));
    }

    /** The node has a replica of one chain more. */
    public void add(ReplicaHost host) {
        checkThread();
        hosts.add(host);
    }

    /** The node has no replica of the chain any more. */
    public void remove(int chain) {
        checkThread();
        hosts.remove(chain);
    }

    /** The replica of a chain; null if the node has none. */
    public ReplicaHost of(int chain) {
        checkThread();
        return hosts.of(chain);
    }

    /** In the order of the chains. */
    public Collection<ReplicaHost> all() {
        checkThread();
        return hosts.all();
    }

    /** The present lives of all of them. */
    public List<CurrentReplica> lives() {
        checkThread();
        return hosts.lives();
    }

    @Override
    public void received(Message.Envelope from, Message message, long memoryBytes) {
        checkThread();
        hosts.received(from, message);
    }

    /** To be called when the connection to another node is broken. */
    public void peerDown(String address) {
        checkThread();
        hosts.peerDown(address);
    }

    /**
     * The links of these replicas.
     *
     * @param ofTheNode to other nodes
     */
    public SharedLinks links(Links ofTheNode) {
        return new SharedLinks(ofTheNode, hosts::dropped);
    }

    /** To be called, on any thread, when the free space of the disk has changed. */
    public void freeSpace(Space found) {
        loop.execute(() -> hosts.freeSpace(found));
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
        checkThread();
        return hosts.tick(nowNanos, dueNanos);
    }

    @Override
    public int replicas() {
        return hosts.all().size();
    }

    /** All lives end. */
    public void end() {
        checkThread();
        hosts.end();
    }
}
