package io.catena.client;

import io.catena.thrift.InvalidRequest;
import io.catena.thrift.LayoutMember;
import io.catena.thrift.SessionExpired;
import io.catena.thrift.Slots;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Several chains on several nodes of this process, all of which carry all chains. A chain's state is shared by its nodes. */
public final class FakeCluster implements AutoCloseable {
    private final List<FakeStore> stores = new ArrayList<>();
    private final List<FakeClusterNode> nodes = new ArrayList<>();
    /** Guarded by this object. */
    private final List<io.catena.thrift.Layout> layouts = new ArrayList<>();

    /** The chains' heads are spread over the nodes in turn: chain 1 has node 0, and so on. */
    public FakeCluster(int chains, int nodeCount) {
        for (int i = 0; i < nodeCount; i++) {
            nodes.add(new FakeClusterNode("n" + i, this));
        }
        for (int chain = 1; chain <= chains; chain++) {
            stores.add(new FakeStore(chain * 1_000_000L));
            layouts.add(null);
        }
        for (int chain = 1; chain <= chains; chain++) {
            form(chain, 1, (chain - 1) % nodeCount);
        }
    }

    /** Gives the chain a new epoch, in which this node is the head. */
    public void form(int chain, long epoch, int head) {
        List<LayoutMember> members = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            members.add(nodes.get((head + i) % nodes.size()).member());
        }
        synchronized (this) {
            layouts.set(
                    chain - 1,
                    new io.catena.thrift.Layout("test", chain, epoch, members, epoch).setChains(layouts.size()));
        }
    }

    /** What all nodes tell of the chain from now on. */
    synchronized void tell(int chain, io.catena.thrift.Layout layout) {
        layouts.set(chain - 1, layout);
    }

    synchronized io.catena.thrift.Layout layout(int chain) throws InvalidRequest {
        if (chain < 1 || chain > layouts.size()) {
            throw new InvalidRequest("there is no chain " + chain + "; this cluster has " + layouts.size());
        }
        return layouts.get(chain - 1);
    }

    public FakeClusterNode node(int index) {
        return nodes.get(index);
    }

    public List<FakeClusterNode> nodes() {
        return nodes;
    }

    public FakeStore store(int chain) {
        return stores.get(chain - 1);
    }

    /** Refuses keys of other chains, as a node does. */
    void check(int chain, Stream<ByteBuffer> keys) throws InvalidRequest {
        layout(chain);
        for (ByteBuffer key : keys.toList()) {
            byte[] bytes = new byte[key.remaining()];
            key.duplicate().get(bytes);
            int right = Slots.chainOf(bytes, stores.size());
            if (right != chain) {
                throw new InvalidRequest("a key belongs to chain " + right + " and not to " + chain);
            }
        }
    }

    /** A session of another chain than that of the store is not known to it. */
    void checkSession(int chain, long session) throws SessionExpired {
        if (session / 1_000_000 != chain) {
            throw new SessionExpired("session " + session + " is not of chain " + chain);
        }
    }

    @Override
    public void close() {
        nodes.forEach(FakeClusterNode::close);
    }
}
