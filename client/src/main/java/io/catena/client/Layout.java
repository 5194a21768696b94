package io.catena.client;

import io.catena.thrift.LayoutMember;
import io.catena.thrift.catenaConstants;
import java.util.List;
import java.util.Optional;
import org.apache.thrift.TApplicationException;

/**
 * Which node has which place in a chain, as the server that answered knows it. Another server may know a newer layout.
 *
 * @param chain the number of the chain, 1 to {@code chains}
 * @param chains how many chains the cluster has, which never changes
 * @param epoch 0 while no chain has been formed
 * @param members head, middles, tail
 * @param joining the replica that receives the chain's state and does not count yet
 * @param activatedEpoch the last epoch that took full effect
 * @param note why the chain does not serve, if the server knows
 * @param wishedReplicas how many members the operator wishes the chain to have; 0 if there is no such wish
 */
public record Layout(
        String cluster,
        int chain,
        int chains,
        long epoch,
        List<Member> members,
        Optional<Member> joining,
        long activatedEpoch,
        Optional<String> note,
        int wishedReplicas) {
    /**
     * A node of the chain.
     *
     * @param incarnation the number of its replica's life: new at every start of the node, and whenever it has lost its place
     */
    public record Member(String nodeId, long incarnation, String host, int port) {
        public ServerAddress address() {
            return new ServerAddress(host, port);
        }

        static Member of(LayoutMember wire) {
            return new Member(wire.getNodeId(), wire.getIncarnation(), wire.getHost(), wire.getPort());
        }
    }

    /** @throws TApplicationException if the numbers of chains make no sense */
    static Layout of(io.catena.thrift.Layout wire) throws TApplicationException {
        if (wire.getChain() < 1
                || wire.getChain() > wire.getChains()
                || wire.getChains() > catenaConstants.MAX_CHAINS) {
            throw new TApplicationException("it told a layout of chain " + wire.getChain() + " of " + wire.getChains());
        }
        return new Layout(
                wire.getCluster(),
                wire.getChain(),
                wire.getChains(),
                wire.getEpoch(),
                wire.getMembers().stream().map(Member::of).toList(),
                Optional.ofNullable(wire.getJoining()).map(Member::of),
                wire.getActivatedEpoch(),
                Optional.ofNullable(wire.getNote()),
                wire.getWishedReplicas());
    }
}
