package io.catena.simulation;

import io.catena.server.chain.Key;
import io.catena.server.chain.Origin;
import io.catena.server.requests.CallContext;
import io.catena.server.requests.Callback;
import io.catena.server.requests.RequestFailure;
import io.catena.server.requests.StaleReadResponse;
import java.util.List;

/**
 * A client of stale reads, which asks any replica. The answer is judged by the age that comes with it, and by the time for
 * which that machine's clock stood still.
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
        process.post(0, () -> read(process, key));
    }

    private void read(SimulatedProcess process, Key key) {
        process.requests().readStale(new CallContext(Life.CHAIN, ORIGIN, 0, 1), List.of(key), new Callback<>() {
            @Override
            public void completed(StaleReadResponse told) {
                if (told.ageNanos() != null) {
                    MachineClock clock = process.machine().clock();
                    long stoodNanos = clock.stoodNanosSince(clock.nanos() - told.ageNanos());
                    world.histories()
                            .onStale(process.name(), key, told.read().values().get(0), told.ageNanos() + stoodNanos);
                }
            }

            @Override
            public void failed(RequestFailure failure) {
                world.count("stale reads refused");
            }
        });
    }
}
