package io.catena.simulation;

import io.catena.server.chain.Failure;
import io.catena.server.chain.Key;
import io.catena.server.chain.Origin;
import io.catena.server.chain.VersionedValue;
import io.catena.server.replica.Waiting;
import java.util.List;

/**
 * Somebody who asks any replica for what it has, however old, as {@code server/node/Requests} answers it: what it is told is
 * judged by the age that it is told.
 */
final class StaleReads {
    private static final int CLIENT = 900;
    private static final Origin ORIGIN = new Origin("stale", CLIENT);
    private static final long PAUSE_NANOS = Timeline.millis(25);

    private final World world;
    private boolean stopped;

    StaleReads(World world) {
        this.world = world;
    }

    void start() {
        world.timeline().after(world.seededRandom().exponential(PAUSE_NANOS) + 1, () -> {
            if (!stopped) {
                read();
                start();
            }
        });
    }

    void stop() {
        stopped = true;
    }

    private void read() {
        List<SimulatedMachine> up =
                world.machines().stream().filter(SimulatedMachine::isUp).toList();
        if (up.isEmpty()) {
            return;
        }
        SimulatedProcess process = world.seededRandom().pick(up).process();
        Key key = SimulatedClient.key(world.seededRandom().below(world.options().keys()));
        process.post(0, () -> {
            if (process.life() != null) {
                read(process, process.life(), key);
            }
        });
    }

    private void read(SimulatedProcess process, Life life, Key key) {
        Long since = life.driver().view().asOfNanos();
        life.driver().readStale(ORIGIN, List.of(key), new Waiting<>() {
            @Override
            public void answered(List<VersionedValue> values) {
                if (since != null) {
                    world.histories().onStale(process.name(), key, values.get(0), process.clockNanos() - since);
                }
            }

            @Override
            public void failed(Failure failure) {
                world.count("stale reads refused");
            }
        });
    }
}
