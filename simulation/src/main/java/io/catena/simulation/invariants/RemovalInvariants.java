package io.catena.simulation.invariants;

import static io.catena.server.invariants.Violation.check;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.StoredState;
import io.catena.simulation.committed.CommittedLog;
import io.catena.simulation.disk.DiskContent;
import io.catena.simulation.zookeeper.ChainState;
import io.catena.simulation.zookeeper.SimulatedZooKeeper;

/**
 * What must hold when a node lets go of one chain, since that is to be on others (M10, M11), judged by what ZooKeeper and the disks
 * really hold.
 */
public final class RemovalInvariants {
    private final int number;
    private final int replicas;
    private final CommittedLog committed;
    private final SimulatedZooKeeper zooKeeper;
    private final JudgedDisks disks;

    /**
     * What a node has read to find out whether it may give a replica up.
     *
     * @param askedZxid the last change before it asked
     * @param readZxid the last change that it may have read first
     */
    public record Looked(long askedZxid, long readZxid, Configuration newest, Configuration activated) {}

    /**
     * @param chain its number
     * @param replicas how many it is to have
     */
    RemovalInvariants(
            int chain, int replicas, CommittedLog committed, SimulatedZooKeeper zooKeeper, JudgedDisks disks) {
        this.number = chain;
        this.replicas = replicas;
        this.committed = committed;
        this.zooKeeper = zooKeeper;
        this.disks = disks;
    }

    /**
     * A member asks to leave.
     *
     * @param known the newest configuration that it knows
     */
    public void leaves(String node, Configuration known) {
        Configuration activated = zooKeeper.newest().chain(number).activated();
        check(
                known != null && known.members().size() > replicas,
                "a member leaves a chain that is complete without it",
                "%s leaves chain %d for other nodes, and there are only %s",
                node,
                number,
                known == null ? null : known.members());
        check(
                activated != null && activated.epoch() >= known.epoch(),
                "a member leaves a chain that is complete without it",
                "%s leaves chain %d for other nodes in epoch %d, which is not activated",
                node,
                number,
                known.epoch());
    }

    /**
     * A node ends a replica for good, and nothing of it stays registered.
     *
     * @param looked what it has read for that; null if nothing
     */
    public void isGivenUp(String node, Looked looked) {
        check(
                looked != null && looked.readZxid() >= looked.askedZxid(),
                "a replica is given up by what ZooKeeper holds",
                "%s gives chain %d up, and has not read the chain's configuration for that",
                node,
                number);
        Configuration newest = looked.newest();
        check(
                newest != null
                        && looked.activated() != null
                        && newest.epoch() == looked.activated().epoch()
                        && newest.members().size() >= replicas
                        && !hasPlace(node, newest),
                "a replica is given up when the chain is complete without it",
                "%s gives chain %d up by the newest configuration %s, activated %s",
                node,
                number,
                newest,
                looked.activated());
    }

    private static boolean hasPlace(String node, Configuration configuration) {
        return configuration.line().stream().anyMatch(member -> member.nodeId().equals(node));
    }

    /**
     * A node removes what its disk has of the chain. An epoch behind all that the disk knows is activated, without the node, and each of
     * its members has whatever the disk has of what is committed.
     *
     * @param stored what is removed
     * @param content the same, as far as that has been told
     */
    public void isRemoved(String node, StoredState stored, DiskContent content) {
        ChainState now = zooKeeper.newest().chain(number);
        Configuration activated = now.activated();
        if (zooKeeper.isLost(number)) {
            return;
        }
        check(
                activated != null
                        && !hasPlace(node, activated)
                        && stored.epoch() < activated.epoch()
                        && stored.lineage() <= activated.lineage(),
                "no data is removed that may be needed",
                "%s removes what it has of chain %d, of lineage %d and epoch %d, and the last activated epoch is %s",
                node,
                number,
                stored.lineage(),
                stored.epoch(),
                activated);
        long removed = committed.commonWith(content.hash());
        for (Member member : activated.members()) {
            long kept = committed.commonWith(disks.content(member.address()).hash());
            check(
                    disks.isLost(member) || kept >= removed,
                    "no data is removed that may be needed",
                    "%s removes what it has of chain %d, up to the committed record %d, and the member %s has them only up to %d",
                    node,
                    number,
                    removed,
                    member,
                    kept);
        }
    }
}
