package io.catena.server.node.replicas;

import io.catena.server.runtime.Loops;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** The replicas of a node with several loops: each loop looks at its own. */
public final class ReplicasOfLoops implements AllReplicas {
    private final Loops loops;
    private final List<CarriedReplicas> carried;

    /** @param carried of each loop */
    public ReplicasOfLoops(Loops loops, List<CarriedReplicas> carried) {
        this.loops = loops;
        this.carried = List.copyOf(carried);
    }

    /** What the loops have found so far; owned by the first loop. */
    private static final class Found<T> {
        private final Map<Integer, T> byChain = new TreeMap<>();
        private int open;
    }

    @Override
    public <T> void lookAtAll(Function<ReplicaHost, T> one, Consumer<List<T>> then) {
        Found<T> found = new Found<>();
        found.open = loops.count();
        for (int loop = 0; loop < loops.count(); loop++) {
            CarriedReplicas there = carried.get(loop);
            loops.handOver(loop, () -> {
                Map<Integer, T> ofLoop = new TreeMap<>();
                there.all().forEach(host -> ofLoop.put(host.chain(), one.apply(host)));
                loops.handOver(Loops.FIRST, () -> add(found, ofLoop, then));
            });
        }
    }

    private static <T> void add(Found<T> found, Map<Integer, T> ofLoop, Consumer<List<T>> then) {
        found.byChain.putAll(ofLoop);
        found.open--;
        if (found.open == 0) {
            then.accept(List.copyOf(found.byChain.values()));
        }
    }

    @Override
    public <T> void lookAt(int chain, Function<ReplicaHost, T> one, Consumer<T> then) {
        int loop = loops.ofChain(chain);
        loops.handOver(
                loop,
                () -> carried.get(loop)
                        .lookAt(chain, one, found -> loops.handOver(Loops.FIRST, () -> then.accept(found))));
    }
}
