package io.catena.server.node.requests;

import io.catena.server.chain.Key;
import io.catena.server.requests.ChainRequests;
import io.catena.server.requests.RequestsByChain;
import io.catena.thrift.Slots;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** The chains of the cluster as this node takes requests for them, each made when it is first needed. Owned by the event loop. */
public final class ChainTable implements RequestsByChain.Chains {
    private final int count;
    private final IntFunction<ChainAccess> make;
    private final Map<Integer, ChainAccess> made = new HashMap<>();

    /** @param count of the cluster's chains */
    public ChainTable(int count, IntFunction<ChainAccess> make) {
        this.count = count;
        this.make = make;
    }

    @Override
    public int count() {
        return count;
    }

    /** @param chain 1 to {@link #count} */
    public ChainAccess chain(int chain) {
        return made.computeIfAbsent(chain, make::apply);
    }

    boolean has(int chain) {
        return chain >= 1 && chain <= count;
    }

    @Override
    public ChainRequests of(int chain) {
        return chain(chain).requests();
    }

    @Override
    public int chainOf(Key key) {
        return Slots.chainOf(key.bytes(), count);
    }
}
