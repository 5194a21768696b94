package io.catena.simulation.run;

import io.catena.server.chain.Key;
import io.catena.thrift.Slots;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The few keys that clients use: of each chain as many as of any other. */
public final class KeysByChain {
    private final int chains;
    private final List<Key> all = new ArrayList<>();
    private final SortedMap<Integer, List<Key>> byChain = new TreeMap<>();

    /** @param each how many of each chain */
    KeysByChain(int chains, int each) {
        this.chains = chains;
        for (int i = 0; all.size() < chains * each; i++) {
            Key key = new Key(("k" + i).getBytes(StandardCharsets.US_ASCII));
            List<Key> ofTheChain = byChain.computeIfAbsent(chainOf(key), chain -> new ArrayList<>());
            if (ofTheChain.size() < each) {
                ofTheChain.add(key);
                all.add(key);
            }
        }
    }

    /** As every client and every node finds it (M1). */
    public int chainOf(Key key) {
        return Slots.chainOf(key.bytes(), chains);
    }

    public List<Key> all() {
        return all;
    }

    public List<Key> of(int chain) {
        return byChain.get(chain);
    }
}
