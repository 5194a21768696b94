package io.catena.server.carrying;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.StoredState;
import java.util.List;

/**
 * A replica of a node on which its chain is not to be: whether it may leave the chain, and whether its data may be removed. Written so
 * that each condition stands by itself: what is removed is gone.
 *
 * @param nodeId of the replica's node
 * @param placed ids of the nodes on which the chain is to be, as far as is known; empty if it is not
 * @param replicas how many there should be
 */
public record SurplusReplica(String nodeId, List<String> placed, int replicas) {
    /** Whether the node is known not to be one of those on which the chain is to be. */
    public boolean isSurplus() {
        return !placed.isEmpty() && !placed.contains(nodeId);
    }

    /**
     * Whether its member may leave the chain (M10): nothing changes there, and those that are to carry the chain are enough without
     * it. A life has no place of which only an earlier one of its node is a member: it could not be let go, and would never join again.
     *
     * @param newest the chain's newest configuration; null if none is known
     * @param activatedEpoch the last one that was activated
     * @param life the number of the replica's present life; 0 between two
     */
    public boolean mayLeave(Configuration newest, long activatedEpoch, long life) {
        return isSurplus()
                && newest != null
                && newest.members().stream().anyMatch(member -> isOfTheNode(member) && member.life() == life)
                && newest.epoch() == activatedEpoch
                && newest.joining() == null
                && isCompleteWithoutIt(newest);
    }

    /**
     * Whether the node may give it up (M11), as far as the chain is concerned: the newest configuration is activated, complete, and
     * does not name the node.
     *
     * @param newest null if there is none
     * @param activated the last activated one; null if there is none
     */
    public boolean mayGo(Configuration newest, Configuration activated) {
        return isSurplus()
                && newest != null
                && activated != null
                && activated.epoch() == newest.epoch()
                && activated.lineage() == newest.lineage()
                && newest.line().stream().noneMatch(this::isOfTheNode)
                && activated.line().stream().noneMatch(this::isOfTheNode)
                && isCompleteWithoutIt(newest);
    }

    /**
     * Whether what the disk holds is older than an epoch that was activated without the node, so that no rule ever asks for it again
     * (M11): the members of that epoch hold all that was committed before (C2).
     */
    public static boolean isOlder(StoredState stored, Configuration activated) {
        return stored.epoch() < activated.epoch() && stored.lineage() <= activated.lineage();
    }

    private boolean isOfTheNode(Member member) {
        return member.nodeId().equals(nodeId);
    }

    private boolean isCompleteWithoutIt(Configuration newest) {
        return newest.members().stream()
                        .filter(member -> placed.contains(member.nodeId()))
                        .count()
                >= replicas;
    }
}
