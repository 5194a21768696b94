package io.catena.server.replica;

import io.catena.server.chain.Message;
import io.catena.server.chain.Space;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The replicas that a node has, one of each chain that it carries: gives each what is meant for it, and all of them what concerns
 * the whole node. Owned by the replicas' loop.
 */
public final class ReplicasByChain<R extends CarriedReplica> {
    /** In the order of the chains. */
    private final Map<Integer, R> replicas = new TreeMap<>();

    private Space space = Space.ENOUGH;

    /** The node has a replica of one chain more. */
    public void add(R replica) {
        replicas.put(replica.chain(), replica);
        replica.freeSpace(space);
    }

    /** The node has no replica of the chain any more. */
    public void remove(int chain) {
        replicas.remove(chain);
    }

    /** The replica of a chain; null if the node has none. */
    public R of(int chain) {
        return replicas.get(chain);
    }

    /** In the order of the chains. */
    public Collection<R> all() {
        return Collections.unmodifiableCollection(replicas.values());
    }

    /** The present lives of all of them. */
    public List<CurrentReplica> lives() {
        return replicas.values().stream().map(CarriedReplica::replica).toList();
    }

    /** What comes for a chain of which the node has no replica is lost: its sender learns of a newer configuration. */
    public void received(Message.Envelope from, Message message) {
        R replica = replicas.get(from.chain());
        if (replica != null) {
            replica.received(from, message);
        }
    }

    /** The connection to another node is broken. */
    public void peerDown(String address) {
        inTurn().forEach(replica -> replica.peerDown(address));
    }

    /** The replica of a chain has dropped the connection to another node: for all others it is broken. */
    public void dropped(int chain, String address) {
        inTurn().stream().filter(replica -> replica.chain() != chain).forEach(replica -> replica.peerDown(address));
    }

    /** The free space of the disk has changed. */
    public void freeSpace(Space found) {
        space = found;
        inTurn().forEach(replica -> replica.freeSpace(found));
    }

    /** As {@link CarriedReplica#tick}, for all of them. */
    public boolean tick(long nowNanos, long dueNanos) {
        boolean quiet = true;
        for (R replica : inTurn()) {
            quiet &= replica.tick(nowNanos, dueNanos);
        }
        return quiet;
    }

    /** All lives end. */
    public void end() {
        replicas.values().forEach(replica -> replica.replica().ends());
    }

    /** What one of them does may add another, or end the node. */
    private List<R> inTurn() {
        return new ArrayList<>(replicas.values());
    }
}
