package io.catena.server.replica;

import io.catena.server.chain.Message;
import io.catena.server.chain.Space;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The replicas that a node has, one of each chain that it carries: gives each what is meant for it, and all of them what concerns
 * the whole node. Owned by the replicas' loop.
 */
public final class ReplicasByChain<R extends CarriedReplica> {
    /** While others need time to pass, a quiet replica is told once in this time: little less than its ticks are apart (H2). */
    private static final long QUIET_NANOS = 380_000_000;

    /** In the order of the chains. */
    private final Map<Integer, R> replicas = new TreeMap<>();
    /** Of each of them. */
    private final Map<Integer, LastTick> lastTicks = new HashMap<>();

    private Space space = Space.ENOUGH;

    /** What a replica was told of the passage of time. */
    private static final class LastTick {
        /** Null before the first tick. */
        private Long nanos;
        /** How late the latest of the ticks was that the replica was not told of. */
        private long latenessNanos;

        boolean isRecent(long nowNanos) {
            return nanos != null && nowNanos - nanos < QUIET_NANOS;
        }

        void passOver(long nowLatenessNanos) {
            latenessNanos = Math.max(latenessNanos, nowLatenessNanos);
        }

        /** Returns how late the replica is to be told that time has passed. */
        long take(long nowNanos, long nowLatenessNanos) {
            long most = Math.max(latenessNanos, nowLatenessNanos);
            nanos = nowNanos;
            latenessNanos = 0;
            return most;
        }
    }

    /** The node has a replica of one chain more. */
    public void add(R replica) {
        replicas.put(replica.chain(), replica);
        lastTicks.put(replica.chain(), new LastTick());
        replica.freeSpace(space);
    }

    /** The node has no replica of the chain any more. */
    public void remove(int chain) {
        replicas.remove(chain);
        lastTicks.remove(chain);
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

    /**
     * Time has passed for all of them. If some wait for that, the quiet ones are passed over until their own time has come
     * (H2): one chain that is busy does not wake up all others.
     *
     * @param dueNanos when this was to be told
     * @return whether nothing in any of them waits for time to pass, and none was passed over
     */
    public boolean tick(long nowNanos, long dueNanos) {
        boolean someWait = someWait();
        boolean quiet = true;
        for (R replica : inTurn()) {
            LastTick last = lastTicks.get(replica.chain());
            if (last == null) {
                continue;
            }
            if (someWait && replica.isQuiet() && last.isRecent(nowNanos)) {
                last.passOver(nowNanos - dueNanos);
                quiet = false;
            } else {
                quiet &= replica.tick(nowNanos, nowNanos - last.take(nowNanos, nowNanos - dueNanos));
            }
        }
        return quiet;
    }

    private boolean someWait() {
        for (R replica : replicas.values()) {
            if (!replica.isQuiet()) {
                return true;
            }
        }
        return false;
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
