package io.catena.simulation.planted;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Replicas that take a handover for any other epoch, and say of it what others say. */
final class BrokenHandovers {
    private final Map<List<Long>, Configuration> handovers = new HashMap<>();

    /** The configuration as a replica takes it. */
    Configuration adopted(Configuration c) {
        if (!c.handover()) {
            return c;
        }
        handovers.put(List.of((long) c.chain(), c.epoch()), c);
        return new Configuration(
                c.chain(),
                c.epoch(),
                c.lineage(),
                c.members(),
                c.joining(),
                c.clean(),
                c.removed(),
                c.settings(),
                c.priorLeaseMillis(),
                c.lastRemovals());
    }

    List<Effect> effects(List<Effect> effects) {
        return effects.stream().map(this::activated).toList();
    }

    private Effect activated(Effect effect) {
        if (!(effect instanceof Effect.Activate activate)) {
            return effect;
        }
        Configuration c = activate.configuration();
        List<Long> epoch = List.of((long) c.chain(), c.epoch());
        return new Effect.Activate(handovers.getOrDefault(epoch, c), activate.committed());
    }
}
